import { Button, Center, Group, Paper, Stack, Text } from '@mantine/core';
import { IconFileSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { Empty, Loading, Problem } from '../app/Page.tsx';
import type { EntryView, LedgerClient } from './client.ts';
import { EntryProof } from './EntryProof.tsx';
import type { Policy } from './policy.ts';
import { queryOf, type Search } from './search.ts';

interface EntryListProps {
  ledger: LedgerClient;
  policy: Policy;
  search: Search;
}

/** What a search finds, page by page; each entry with its proof when asked. */
export function EntryList({ ledger, policy, search }: EntryListProps) {
  const { t } = useTranslation();
  const found = useInfiniteQuery({
    queryKey: ['entries', search],
    queryFn: ({ pageParam, signal }) => ledger.entries(queryOf(search, pageParam), signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.before,
    retry: false,
  });
  const entries = (found.data?.pages ?? []).flatMap((page) => page.entries);
  return (
    <>
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
    </>
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
