import { Alert, Button, Group, List, Paper, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { Loading, Problem } from '../app/Page.tsx';
import type { LedgerClient, Standing as Told } from './client.ts';

const LOOK_AGAIN_MS = 5_000;

/** For the operator: whether the log publishes, and what the sweep over the whole store has found. */
export function Standing({ ledger }: { ledger: LedgerClient }) {
  const { t } = useTranslation();
  const standing = useQuery({
    queryKey: ['ledger-standing'],
    queryFn: ({ signal }) => ledger.standing(signal),
    refetchInterval: LOOK_AGAIN_MS,
    retry: false,
  });
  if (standing.isPending) {
    return <Loading />;
  }
  if (standing.isError) {
    return <Problem error={standing.error} onRetry={() => standing.refetch()} />;
  }
  const { condition, reason, published, sweep } = standing.data;
  return (
    <Stack>
      <Alert
        color={condition === 'publishing' ? 'brand' : 'danger'}
        title={t(`standing.${condition}`)}
        data-testid="standing"
        data-condition={condition}
      >
        <Text>{t('standing.published', { count: published })}</Text>
        {reason && <Text>{t('standing.reason', { reason })}</Text>}
      </Alert>
      <Sweep ledger={ledger} sweep={sweep} />
    </Stack>
  );
}

function Sweep({ ledger, sweep }: { ledger: LedgerClient; sweep: Told['sweep'] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const queries = useQueryClient();
  const ask = useMutation({
    mutationFn: () => ledger.sweep(),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['ledger-standing'] }),
  });
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const running = sweep.phase !== 'idle';
  return (
    <Paper withBorder p="md" data-testid="sweep" data-phase={sweep.phase}>
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={600}>{t('standing.sweep')}</Text>
          <Text size="sm" c="#475569">
            {sweep.finished
              ? t('standing.swept', { when: time.format(new Date(sweep.finished)) })
              : t('standing.neverSwept')}
          </Text>
        </div>
        <Button variant="default" onClick={() => ask.mutate()} loading={ask.isPending} disabled={running}>
          {t('standing.sweepNow')}
        </Button>
      </Group>
      {running && (
        <Progress
          mt="sm"
          aria-label={t('standing.progress')}
          value={sweep.total ? (100 * sweep.checked) / sweep.total : 0}
        />
      )}
      {ask.isError && <Problem error={ask.error} onRetry={() => ask.mutate()} />}
      <Text mt="sm" c={sweep.findings ? '#991b1b' : '#115e59'} data-testid="findings">
        {t(sweep.findings ? 'standing.findings' : 'standing.noFindings', { count: sweep.findings })}
      </Text>
      {sweep.places.length > 0 && (
        <List size="sm">
          {sweep.places.map((place) => (
            <List.Item key={place} style={{ overflowWrap: 'anywhere' }}>
              {place}
            </List.Item>
          ))}
        </List>
      )}
    </Paper>
  );
}
