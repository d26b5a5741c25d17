import { Anchor, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../session/Session.tsx';
import { Page } from './Page.tsx';

/** For those whose pages are still to come: who they are, and what will be here. */
export function HomePage() {
  const { t } = useTranslation();
  const { person } = useSession();
  const kind = person?.kind === 'patient' ? 'nobody' : (person?.kind ?? 'nobody');
  const hello = person?.name ? t('home.hello', { name: person.name }) : t('home.helloNoName');
  return (
    <Page title={hello} lead={t(`home.${kind}.role`)}>
      <Paper withBorder p="lg" data-testid={`home-${kind}`}>
        <Stack gap="sm">
          <Text>{t(`home.${kind}.text`)}</Text>
          {person?.email && <Text c="#475569">{t('home.email', { email: person.email })}</Text>}
          {(kind === 'auditor' || kind === 'operator') && (
            <Anchor component={Link} to="/explorer" c="#0f766e" underline="always">
              {t('home.ledger')}
            </Anchor>
          )}
        </Stack>
      </Paper>
    </Page>
  );
}
