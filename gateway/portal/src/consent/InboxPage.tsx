import { Stack, Text } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Empty, Loading, Page, Problem } from '../app/Page.tsx';
import { EmergencyCard } from '../emergency/EmergencyCard.tsx';
import { ProposalCard } from '../proposals/ProposalCard.tsx';
import { useTasks } from '../proposals/useTasks.ts';
import { useConsents } from './consents.ts';
import { RequestCard } from './RequestCard.tsx';

export function InboxPage({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const requests = useConsents(patient, 'proposed');
  const tasks = useTasks(patient);
  const nothingElse = tasks.data?.proposals.length === 0 && tasks.data.emergencies.length === 0;
  return (
    <Page title={t('inbox.title')} lead={t('inbox.lead')}>
      {requests.isPending && <Loading />}
      {requests.isError && <Problem error={requests.error} onRetry={() => requests.refetch()} />}
      {requests.data?.requests.length === 0 && nothingElse && (
        <Empty icon={<IconInbox size={28} />} title={t('inbox.empty')} text={t('inbox.emptyText')} />
      )}
      {tasks.isError && <Problem error={tasks.error} onRetry={() => tasks.refetch()} />}
      <Stack gap="md">
        {tasks.data?.emergencies.map((emergency) => (
          <EmergencyCard key={emergency.id} emergency={emergency} />
        ))}
        {tasks.data?.proposals.map((proposal) => (
          <ProposalCard key={proposal.id} proposal={proposal} />
        ))}
        {requests.data?.requests.map((request) => (
          <RequestCard key={request.id} request={request} />
        ))}
      </Stack>
      {requests.data?.more && <Text>{t('app.more')}</Text>}
    </Page>
  );
}
