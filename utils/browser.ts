// The one import of the polyfill: it throws outside an extension, so everything else takes what it needs as an argument.
export { default as browser } from 'webextension-polyfill';
