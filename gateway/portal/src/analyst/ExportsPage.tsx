import { Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading, Page, Problem } from '../app/Page.tsx';
import { useSession } from '../session/Session.tsx';
import { type Choice, exportQuery, FIRST } from './choice.ts';
import { ExportForm } from './ExportForm.tsx';
import { createExportClient } from './exports.ts';
import { Jobs } from './Jobs.tsx';
import { Notebook } from './Notebook.tsx';
import { PolicyEffect } from './PolicyEffect.tsx';

/** How often a job that is at work is looked at. */
const AT_WORK = 1_000;
const AT_REST = 30_000;

export default function ExportsPage() {
  const { t } = useTranslation();
  const { config, token } = useSession();
  const queries = useQueryClient();
  const [choice, setChoice] = useState<Choice>(FIRST);
  const client = useMemo(() => createExportClient(config.fhir, location.origin, token), [config, token]);
  const jobs = useQuery({
    queryKey: ['exports'],
    queryFn: ({ signal }) => client.jobs(signal),
    refetchInterval: ({ state }) =>
      state.data?.some((job) => job.state !== 'done' && job.state !== 'failed') ? AT_WORK : AT_REST,
  });
  const start = useMutation({
    mutationFn: () => client.start(exportQuery(choice)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['exports'] }),
  });

  return (
    <Page title={t('exports.title')} lead={t('exports.lead')}>
      <ExportForm
        choice={choice}
        onChange={setChoice}
        onStart={() => start.mutate()}
        busy={start.isPending}
      />
      {start.isError && <Problem error={start.error} />}
      <PolicyEffect policy={choice.policy} />
      <Stack component="section" aria-labelledby="jobs" gap="sm">
        {jobs.isPending && <Loading />}
        {jobs.isError && <Problem error={jobs.error} onRetry={() => jobs.refetch()} />}
        {jobs.isSuccess && <Jobs jobs={jobs.data} client={client} />}
      </Stack>
      <Notebook choice={choice} />
    </Page>
  );
}
