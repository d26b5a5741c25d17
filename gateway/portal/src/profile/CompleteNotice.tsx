import { Alert, Anchor, Text } from '@mantine/core';
import { IconClipboardText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useStanding } from './useStanding.ts';

/** Stands above every page until the person's information is complete. */
export function CompleteNotice({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const standing = useStanding(patient);
  if (!standing.data?.open || pathname === '/profile') {
    return null;
  }
  return (
    <Alert
      mb="lg"
      maw={760}
      mx="auto"
      color="yellow"
      icon={<IconClipboardText aria-hidden />}
      title={t('profile.open')}
      data-testid="profile-open"
    >
      <Text c="#0f172a">
        {t('profile.openText')}{' '}
        <Anchor component={Link} to="/profile" c="#0f766e" underline="always">
          {t('profile.openLink')}
        </Anchor>
      </Text>
    </Alert>
  );
}
