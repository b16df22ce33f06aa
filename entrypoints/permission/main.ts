import PermissionView from '../../components/permission/PermissionView.vue';
import { mountView } from '../views/mount-view.ts';

mountView(PermissionView);
