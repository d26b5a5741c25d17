import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';

/** Says briefly that something has been done. */
export function notice(t: TFunction, message: string): void {
  notifications.show({ message, color: 'brand', closeButtonProps: { 'aria-label': t('app.close') } });
}
