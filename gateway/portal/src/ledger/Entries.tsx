import { Button, Center, Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconFileSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { Empty, Loading, Problem } from '../app/Page.tsx';
import type { EntryView, LedgerClient } from './client.ts';
import { EntryProof } from './EntryProof.tsx';
import { KINDS } from './entry.ts';
import type { Policy } from './policy.ts';
import { EVERYTHING, placeOf, queryOf, type Search } from './search.ts';

interface EntriesProps {
  ledger: LedgerClient;
  policy: Policy;
  /** Whether the reader may name a record; a patient sees her own and no other. */
  everyRecord: boolean;
}

export function Entries({ ledger, policy, everyRecord }: EntriesProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState<Search>(EVERYTHING);
  const found = useInfiniteQuery({
    queryKey: ['entries', search],
    queryFn: ({ pageParam, signal }) => ledger.entries(queryOf(search, pageParam), signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.before,
    retry: false,
  });
  const entries = (found.data?.pages ?? []).flatMap((page) => page.entries);
  return (
    <Stack>
      <OneEntry ledger={ledger} policy={policy} />
      <Filter everyRecord={everyRecord} onSearch={setSearch} />
      {found.isPending && <Loading />}
      {found.isError && <Problem error={found.error} onRetry={() => found.refetch()} />}
      {found.isSuccess && entries.length === 0 && !found.hasNextPage && (
        <Empty icon={<IconFileSearch size={28} />} title={t('explorer.none')} text={t('explorer.noneText')} />
      )}
      {entries.length > 0 && (
        <Paper withBorder component="ul" m={0} p={0} style={{ listStyle: 'none', overflow: 'hidden' }}>
          {entries.map((entry) => (
            <Row key={entry.index} entry={entry} ledger={ledger} policy={policy} />
          ))}
        </Paper>
      )}
      {found.hasNextPage && (
        <Center>
          <Button variant="default" onClick={() => found.fetchNextPage()} loading={found.isFetchingNextPage}>
            {t('explorer.older')}
          </Button>
        </Center>
      )}
    </Stack>
  );
}

function OneEntry({ ledger, policy }: { ledger: LedgerClient; policy: Policy }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState<ReturnType<typeof placeOf>>();
  const [wrong, setWrong] = useState(false);

  function look(event: FormEvent) {
    event.preventDefault();
    const next = placeOf(typed);
    setPlace(next);
    setWrong(!next);
  }

  return (
    <Stack component="form" gap="sm" onSubmit={look}>
      <Group align="flex-end" gap="sm">
        <TextInput
          flex={1}
          miw={200}
          label={t('explorer.find')}
          error={wrong ? t('explorer.findWrong') : undefined}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          styles={{ input: { color: '#0f172a' }, error: { color: '#991b1b' } }}
          data-testid="find"
        />
        <Button type="submit">{t('explorer.findGo')}</Button>
      </Group>
      {place && <EntryProof ledger={ledger} policy={policy} place={place} />}
    </Stack>
  );
}

function Filter({ everyRecord, onSearch }: { everyRecord: boolean; onSearch: (search: Search) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Search>(EVERYTHING);

  function search(event: FormEvent) {
    event.preventDefault();
    onSearch(draft);
  }

  return (
    <Group component="form" align="flex-end" gap="sm" onSubmit={search}>
      {everyRecord && (
        <TextInput
          label={t('explorer.record')}
          value={draft.record}
          onChange={(event) => setDraft({ ...draft, record: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        label={t('explorer.kindLabel')}
        value={draft.kind}
        onChange={(event) => setDraft({ ...draft, kind: event.currentTarget.value })}
        data={[
          { value: '', label: t('explorer.allKinds') },
          ...KINDS.map((kind) => ({ value: kind, label: t(`explorer.kind.${kind}`) })),
        ]}
      />
      <TextInput
        type="datetime-local"
        label={t('explorer.until')}
        value={draft.until}
        onChange={(event) => setDraft({ ...draft, until: event.currentTarget.value })}
      />
      <Button type="submit" variant="default">
        {t('explorer.search')}
      </Button>
    </Group>
  );
}

function Row({ entry, ledger, policy }: { entry: EntryView; ledger: LedgerClient; policy: Policy }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <Stack component="li" gap="sm" p="md" className="entry" data-testid="entry" data-index={entry.index}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text>{t(`explorer.kind.${entry.kind}`)}</Text>
          <Text size="sm" c="#475569">
            {t('explorer.entryLine', { index: entry.index, when: time.format(new Date(entry.time)) })}
            {entry.who && ` · ${entry.who}`}
          </Text>
        </div>
        <Button
          variant="subtle"
          size="compact-md"
          flex="none"
          aria-expanded={open}
          aria-label={t(open ? 'explorer.hideEntry' : 'explorer.proveEntry', { index: entry.index })}
          onClick={() => setOpen(!open)}
        >
          {t(open ? 'explorer.hide' : 'explorer.prove')}
        </Button>
      </Group>
      {open && <EntryProof ledger={ledger} policy={policy} place={{ index: entry.index }} />}
    </Stack>
  );
}
