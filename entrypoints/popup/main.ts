import PopupView from '../../components/popup/PopupView.vue';
import { mountView } from '../views/mount-view.ts';

mountView(PopupView);
