import { browser } from '../../utils/browser.ts';
import { startHost } from './host.ts';

startHost(browser.runtime);
