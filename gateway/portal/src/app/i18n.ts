import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../locales/en.json' with { type: 'json' };

/** Every text of the portal is in src/locales; another language is another file there. */
export const resources = { en: { translation: en } };

export async function createTexts(): Promise<i18n> {
  const texts = i18next.createInstance();
  await texts.use(initReactI18next).init({
    resources,
    lng: 'en',
    fallbackLng: 'en',
    showSupportNotice: false,
    // React escapes. Values may not bring further placeholders: names are written by strangers.
    interpolation: { escapeValue: false, skipOnVariables: true },
  });
  return texts;
}

/** How dates are written: as the reader is used to, in the language of the texts. */
export function readerLocale(language: string, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.split('-')[0] === language) ?? language;
}
