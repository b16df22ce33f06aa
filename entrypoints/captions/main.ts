import CaptionsView from '../../components/captions/CaptionsView.vue';
import { optionsServicesKey } from '../../components/services.ts';
import { createOptionsServices } from '../views/create-options-services.ts';
import { createView } from '../views/create-view.ts';

const services = createOptionsServices();
createView(CaptionsView, services).provide(optionsServicesKey, services).mount('#app');
