import OptionsView from '../../components/app/OptionsView.vue';
import { optionsServicesKey } from '../../components/services.ts';
import { createView } from '../views/create-view.ts';
import { createOptionsServices } from '../views/create-options-services.ts';

const services = createOptionsServices();
createView(OptionsView, services).provide(optionsServicesKey, services).mount('#app');
