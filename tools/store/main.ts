// Part of `npm run screenshots`: takes the pictures of the stores' pages in every language.

import { shootStore } from './shoot-store.ts';

for (const language of ['en', 'ja'] as const) await shootStore(language);
