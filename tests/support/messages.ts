import en from '../../public/_locales/en/messages.json' with { type: 'json' };
import ja from '../../public/_locales/ja/messages.json' with { type: 'json' };
import { createTexts, type Texts } from '../../utils/texts/texts.ts';

interface Message {
  message: string;
  placeholders?: Record<string, { content: string; example?: string }>;
}

export type Language = 'en' | 'ja';

/** Both catalogues, as the browser would load them. */
export const catalogues: Record<Language, Record<string, Message>> = { en, ja };

/** Stands for the extension's id, which is another one in each folder that it is loaded from. */
export const extensionId = 'abcdefghijklmnopabcdefghijklmnop';

/** The browser's `i18n.getMessage` for one language: placeholders filled in, unknown keys empty. */
export function getMessageOf(language: Language) {
  return (key: string, substitutions: string[]): string => {
    if (key === '@@extension_id') return extensionId;
    const found = catalogues[language][key];
    if (!found) return '';
    return found.message.replace(/\$(\w+)\$/g, (_whole, name: string) => {
      const position = /^\$(\d)$/.exec(found.placeholders?.[name.toLowerCase()]?.content ?? '')?.[1];
      return (position && substitutions[Number(position) - 1]) ?? '';
    });
  };
}

export function textsOf(language: Language, preferred = language === 'en' ? 'en-US' : 'ja'): Texts {
  const locale = language === 'en' ? 'en-US' : 'ja';
  return createTexts({ getMessage: getMessageOf(language), locale, preferred });
}
