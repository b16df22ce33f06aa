import OptionsView from '../../components/options/OptionsView.vue';
import { mountView } from '../views/mount-view.ts';

mountView(OptionsView);
