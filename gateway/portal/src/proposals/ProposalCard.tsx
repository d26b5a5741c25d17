import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { notice } from '../app/notice.ts';
import { Loading, Problem } from '../app/Page.tsx';
import { nameOf } from '../consent/evaluation.ts';
import { plainText } from '../consent/plainText.ts';
import { kindWord, momentOf } from '../consent/wording.ts';
import { type FhirClient, Refused } from '../fhir/client.ts';
import { useFhir } from '../fhir/Fhir.tsx';
import { type Changed, parameters } from '../fhir/types.ts';
import { type Change, changesOf, type Proposal, type Proposed } from './changes.ts';

interface Compared {
  entry: Proposed;
  changes: Change[];
}

/** What it would replace is read anew, so that what is compared is what is there. */
function compare(fhir: FhirClient, entries: Proposed[]): Promise<Compared[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const before = entry.replaces ? await fhir.get<Changed>(entry.replaces.reference) : undefined;
      return { entry, changes: changesOf(before, entry.resource) };
    }),
  );
}

/** Somebody proposes to change the record: before and after, yes or no. */
export function ProposalCard({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const fhir = useFhir();
  const queries = useQueryClient();
  const headingId = useId();
  const shown = useQuery({
    queryKey: ['tasks', 'changes', proposal.id],
    queryFn: async () => ({
      who: plainText(await nameOf(fhir, proposal.asker), 80),
      entries: await compare(fhir, proposal.entries),
    }),
  });
  const answering = useMutation({
    mutationFn: (answer: 'accept' | 'reject') => fhir.post(`Task/${proposal.id}/$${answer}`, parameters()),
    onSuccess: (_, answer) => {
      notice(t, t(answer === 'accept' ? 'proposal.accepted' : 'proposal.rejected'));
      return queries.invalidateQueries({ queryKey: ['tasks'] });
    },
    onError: () => queries.invalidateQueries({ queryKey: ['tasks', 'changes', proposal.id] }),
  });
  const stale = answering.error instanceof Refused && answering.error.status === 412;
  return (
    <Paper
      withBorder
      p={{ base: 'md', sm: 'lg' }}
      component="article"
      aria-labelledby={headingId}
      data-testid={`proposal-${proposal.id}`}
    >
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" fw={600} lh={1.4} id={headingId}>
            {t('proposal.sentence', { who: shown.data?.who ?? proposal.asker })}
          </Title>
          {proposal.description && <Text mt={4}>“{proposal.description}”</Text>}
          {proposal.when && (
            <Text size="sm" c="#475569" mt={4}>
              {t('inbox.asked', { when: momentOf(locale, proposal.when) })}
            </Text>
          )}
        </div>
        {shown.isPending && <Loading />}
        {shown.isError && <Problem error={shown.error} onRetry={() => shown.refetch()} />}
        {shown.data?.entries.map(({ entry, changes }) => (
          <Comparison key={JSON.stringify(entry.resource)} entry={entry} changes={changes} />
        ))}
        {stale && <Text role="alert">{t('proposal.stale')}</Text>}
        {answering.isError && !stale && <Problem error={answering.error} />}
        <Group gap="sm">
          <Button
            onClick={() => answering.mutate('accept')}
            disabled={!shown.isSuccess}
            loading={answering.isPending}
            data-testid={`accept-${proposal.id}`}
          >
            {t('proposal.accept')}
          </Button>
          <Button
            variant="default"
            onClick={() => answering.mutate('reject')}
            disabled={answering.isPending}
            data-testid={`reject-${proposal.id}`}
          >
            {t('proposal.reject')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

function Comparison({ entry, changes }: Compared) {
  const { t } = useTranslation();
  const captionId = useId();
  return (
    <section aria-labelledby={captionId}>
      <Text fw={550} id={captionId}>
        {t(entry.replaces ? 'proposal.changes' : 'proposal.adds', { what: kindWord(t, entry.kind) })}
      </Text>
      {changes.length === 0 ? (
        <Text>{t('proposal.nothing')}</Text>
      ) : (
        <Table layout="fixed" mt="xs" aria-labelledby={captionId}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('proposal.what')}</Table.Th>
              {entry.replaces && <Table.Th>{t('proposal.before')}</Table.Th>}
              <Table.Th>{t(entry.replaces ? 'proposal.after' : 'proposal.new')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map((change) => (
              <Table.Tr key={change.element} data-testid={`change-${change.element}`}>
                <Table.Th scope="row" fw={400}>
                  {elementWord(t, change.element)}
                </Table.Th>
                {entry.replaces && (
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>
                    {change.before || t('proposal.none')}
                  </Table.Td>
                )}
                <Table.Td style={{ overflowWrap: 'anywhere' }} fw={550}>
                  {change.after || t('proposal.none')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}

/** A stranger names the elements: only words of this group are looked up. */
function elementWord(t: TFunction, element: string): string {
  const word: unknown = /^[A-Za-z]{1,40}$/.test(element) ? t(`element.${element}`, { defaultValue: '' }) : '';
  return typeof word === 'string' && word !== '' ? word : plainText(element, 40);
}
