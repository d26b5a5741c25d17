import { Badge, Button, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { IconDatabaseExport, IconDownload, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { Empty, Problem } from '../app/Page.tsx';
import { save } from '../app/save.ts';
import { kindWord } from '../consent/wording.ts';
import { BarChart } from './BarChart.tsx';
import { POLICIES, type Policy } from './choice.ts';
import type { ExportClient, ExportedFile, Job } from './exports.ts';

export function Jobs({ jobs, client }: { jobs: Job[]; client: ExportClient }) {
  const { t } = useTranslation();
  return (
    <>
      <Title order={2} size="h4" id="jobs">
        {t('exports.jobs')}
      </Title>
      {jobs.length === 0 && (
        <Empty
          icon={<IconDatabaseExport size={28} />}
          title={t('exports.none')}
          text={t('exports.noneText')}
        />
      )}
      {jobs.map((job) => (
        <JobCard key={job.url} job={job} client={client} />
      ))}
    </>
  );
}

function JobCard({ job, client }: { job: Job; client: ExportClient }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const queries = useQueryClient();
  const done = job.state === 'done';
  const failed = job.state === 'failed';
  const policy = POLICIES.includes(job.policy as Policy)
    ? t(`exports.policies.${job.policy}.name`)
    : job.policy;
  const remove = useMutation({
    mutationFn: () => client.remove(job.url),
    onSettled: () => queries.invalidateQueries({ queryKey: ['exports'] }),
  });
  const until = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <Paper withBorder p="md" data-testid="job" data-state={done ? 'done' : failed ? 'failed' : 'working'}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Text fw={600}>{policy}</Text>
          <State job={job} />
        </Group>
        <Text size="sm" c="#475569">
          {t('exports.until', { when: until.format(new Date(job.expires)) })}
        </Text>
        {done && <Files job={job} client={client} />}
        {remove.isError && <Problem error={remove.error} />}
        <Group>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconTrash size={16} aria-hidden />}
            loading={remove.isPending}
            onClick={() => remove.mutate()}
            data-testid="remove-job"
          >
            {t(done || failed ? 'exports.delete' : 'exports.cancel')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

function State({ job }: { job: Job }) {
  const { t } = useTranslation();
  if (job.state === 'done' || job.state === 'failed') {
    const failed = job.state === 'failed';
    return (
      <Badge variant="light" color={failed ? 'danger' : 'brand'} c={failed ? '#991b1b' : '#115e59'} tt="none">
        {t(failed ? 'exports.failed' : 'exports.done')}
      </Badge>
    );
  }
  return (
    <Group gap="xs" role="status">
      <Loader size="xs" aria-hidden />
      <Text size="sm">{job.state}</Text>
    </Group>
  );
}

function Files({ job, client }: { job: Job; client: ExportClient }) {
  const { t } = useTranslation();
  const manifest = useQuery({
    queryKey: ['manifest', job.url],
    queryFn: ({ signal }) => client.manifest(job.url, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (manifest.isError) {
    return <Problem error={manifest.error} onRetry={() => manifest.refetch()} />;
  }
  const files = manifest.data?.output ?? [];
  const counts = new Map<string, number>();
  for (const file of files) {
    counts.set(file.type, (counts.get(file.type) ?? 0) + file.count);
  }
  const bars = [...counts].map(([type, count]) => ({ label: kindWord(t, type), count }));
  return (
    <>
      {manifest.isSuccess && files.length === 0 && <Text>{t('exports.nothing')}</Text>}
      {bars.length > 0 && <BarChart title={t('exports.counts')} bars={bars} />}
      <Group gap="xs">
        {files.map((file) => (
          <FileButton key={file.url} file={file} client={client} />
        ))}
      </Group>
    </>
  );
}

function FileButton({ file, client }: { file: ExportedFile; client: ExportClient }) {
  const name = file.url.slice(file.url.lastIndexOf('/') + 1);
  const fetched = useMutation({
    mutationFn: async () => save(await client.file(file.url), name),
  });
  return (
    <>
      <Button
        variant="light"
        size="sm"
        c="#115e59"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={fetched.isPending}
        onClick={() => fetched.mutate()}
        data-testid={`file-${file.type}`}
      >
        {name}
      </Button>
      {fetched.isError && <Problem error={fetched.error} />}
    </>
  );
}
