import PermissionView from '../../components/permission/PermissionView.vue';
import { createServices } from '../views/create-services.ts';
import { createView } from '../views/create-view.ts';

createView(PermissionView, createServices()).mount('#app');
