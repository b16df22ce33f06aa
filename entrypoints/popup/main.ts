import PopupView from '../../components/popup/PopupView.vue';
import { createServices } from '../views/create-services.ts';
import { createView } from '../views/create-view.ts';

createView(PopupView, createServices()).mount('#app');
