import { Stack, Text } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Empty, Loading, Page, Problem } from '../app/Page.tsx';
import { useConsents } from './consents.ts';
import { RequestCard } from './RequestCard.tsx';

export function InboxPage({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const requests = useConsents(patient, 'proposed');
  return (
    <Page title={t('inbox.title')} lead={t('inbox.lead')}>
      {requests.isPending && <Loading />}
      {requests.isError && <Problem error={requests.error} onRetry={() => requests.refetch()} />}
      {requests.data?.requests.length === 0 && (
        <Empty icon={<IconInbox size={28} />} title={t('inbox.empty')} text={t('inbox.emptyText')} />
      )}
      <Stack gap="md">
        {requests.data?.requests.map((request) => (
          <RequestCard key={request.id} request={request} />
        ))}
      </Stack>
      {requests.data?.more && <Text>{t('app.more')}</Text>}
    </Page>
  );
}
