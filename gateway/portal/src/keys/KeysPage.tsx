import { Alert, Code, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { Loading, Page, Problem } from '../app/Page.tsx';
import { momentOf } from '../consent/wording.ts';
import { BackupCard } from './BackupCard.tsx';
import type { StoredKeys } from './deviceKeys.ts';
import { useKeys } from './KeyRing.tsx';
import { RecoverCard } from './RecoverCard.tsx';
import { RestoreCard } from './RestoreCard.tsx';

export default function KeysPage() {
  const { t } = useTranslation();
  const { standing, error, again } = useKeys();
  return (
    <Page title={t('keys.title')} lead={t('keys.lead')}>
      {error !== undefined && <Problem error={error} onRetry={again} />}
      {!standing && error === undefined && <Loading label={t('keys.checking')} />}
      {standing?.state === 'ready' && (
        <>
          <KeyCard keys={standing.keys} />
          <BackupCard keys={standing.keys} />
        </>
      )}
      {(standing?.state === 'elsewhere' || standing?.state === 'different') && (
        <>
          <Alert
            color="yellow"
            icon={<IconAlertTriangle aria-hidden />}
            title={t(`keys.${standing.state}`)}
            data-testid={`keys-${standing.state}`}
          >
            <Text c="#0f172a">{t(`keys.${standing.state}Text`)}</Text>
          </Alert>
          <RestoreCard />
          <RecoverCard />
        </>
      )}
    </Page>
  );
}

function KeyCard({ keys }: { keys: StoredKeys }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <Paper withBorder p="lg" data-testid="keys-ready">
      <Stack gap="xs">
        <Title order={2} size="h5">
          <IconShieldCheck size={20} color="#0f766e" aria-hidden style={{ verticalAlign: 'text-bottom' }} />{' '}
          {t('keys.ready')}
        </Title>
        <Text>{t('keys.made', { when: momentOf(locale, new Date(keys.madeAt)) })}</Text>
        <div>
          <Text size="sm" c="#475569">
            {t('keys.fingerprint')}
          </Text>
          <Code className="fingerprint" c="#0f172a">
            {keys.kid}
          </Code>
          <Text size="sm" c="#475569" mt={4}>
            {t('keys.fingerprintText')}
          </Text>
        </div>
      </Stack>
    </Paper>
  );
}
