import { defineBackground } from 'wxt/utils/define-background';
import { listen } from './listen.ts';

/** A module, so that it shares its code with the pages instead of bringing a copy. */
export default defineBackground({ type: 'module', main: listen });
