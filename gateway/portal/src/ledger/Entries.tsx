import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerClient } from './client.ts';
import { EntryList } from './EntryList.tsx';
import { EntryProof } from './EntryProof.tsx';
import { KINDS } from './entry.ts';
import type { Policy } from './policy.ts';
import { EVERYTHING, placeOf, type Search } from './search.ts';

interface EntriesProps {
  ledger: LedgerClient;
  policy: Policy;
  /** Whether the reader may name a record; a patient sees her own and no other. */
  everyRecord: boolean;
}

export function Entries({ ledger, policy, everyRecord }: EntriesProps) {
  const [search, setSearch] = useState<Search>(EVERYTHING);
  return (
    <Stack>
      <OneEntry ledger={ledger} policy={policy} />
      <Filter everyRecord={everyRecord} onSearch={setSearch} />
      <EntryList ledger={ledger} policy={policy} search={search} />
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
        label={t('explorer.since')}
        max={draft.until || undefined}
        value={draft.since}
        onChange={(event) => setDraft({ ...draft, since: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={t('explorer.until')}
        min={draft.since || undefined}
        value={draft.until}
        onChange={(event) => setDraft({ ...draft, until: event.currentTarget.value })}
      />
      <Button type="submit" variant="default">
        {t('explorer.search')}
      </Button>
    </Group>
  );
}
