import { defineBackground } from 'wxt/utils/define-background';
import { listen } from './listen.ts';

/** A module shares its code with the pages; a classic script would bring a copy. */
export default defineBackground({ type: 'module', main: listen });
