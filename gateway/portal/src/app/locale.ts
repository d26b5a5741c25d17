import { useTranslation } from 'react-i18next';
import { readerLocale } from './i18n.ts';

export function useLocale(): string {
  const { i18n } = useTranslation();
  return readerLocale(i18n.language, navigator.languages);
}
