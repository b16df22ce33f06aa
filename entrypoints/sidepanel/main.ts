import PanelView from '../../components/panel/PanelView.vue';
import { optionsServicesKey } from '../../components/services.ts';
import { createOptionsServices } from '../views/create-options-services.ts';
import { createView } from '../views/create-view.ts';

const services = createOptionsServices();
createView(PanelView, services).provide(optionsServicesKey, services).mount('#app');
