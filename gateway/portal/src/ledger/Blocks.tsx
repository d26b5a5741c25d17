import { Badge, Button, Center, Group, Paper, Stack, Text } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, Loading, Problem } from '../app/Page.tsx';
import { hex } from './bytes.ts';
import type { LedgerClient } from './client.ts';
import { consistencyPath, continues, tilePath } from './consistency.ts';
import { EntryList } from './EntryList.tsx';
import { type Checkpoint, parseCheckpoint, verified } from './note.ts';
import type { Policy } from './policy.ts';
import { EVERYTHING } from './search.ts';

/** Checkpoints as blocks: each is the entries since the one before. */
export function Blocks({ ledger, policy }: { ledger: LedgerClient; policy: Policy }) {
  const { t } = useTranslation();
  const pages = useInfiniteQuery({
    queryKey: ['checkpoints'],
    queryFn: async ({ pageParam, signal }) =>
      (await ledger.checkpoints(pageParam, signal)).map((note) => parseCheckpoint(note)),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => (page.length === 20 ? page.at(-1)?.size : undefined),
  });
  if (pages.isPending) {
    return <Loading />;
  }
  if (pages.isError) {
    return <Problem error={pages.error} onRetry={() => pages.refetch()} />;
  }
  const blocks = pages.data.pages.flat();
  return (
    <Stack>
      {blocks.length === 0 && (
        <Empty
          icon={<IconStack2 size={28} />}
          title={t('explorer.noBlocks')}
          text={t('explorer.noBlocksText')}
        />
      )}
      {blocks.map((block, index) => (
        <Block key={block.size} block={block} before={blocks[index + 1]} ledger={ledger} policy={policy} />
      ))}
      {pages.hasNextPage && (
        <Center>
          <Button variant="default" onClick={() => pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
            {t('explorer.older')}
          </Button>
        </Center>
      )}
    </Stack>
  );
}

interface BlockProps {
  block: Checkpoint;
  before?: Checkpoint;
  ledger: LedgerClient;
  policy: Policy;
}

function Block({ block, before, ledger, policy }: BlockProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const signed = verified(block.note, [
    ...policy.logs.filter((key) => key.name === block.origin),
    ...policy.witnesses,
  ]);
  const sound = signed?.some((one) => !one.key.cosigner) === true && policy.met(signed);
  return (
    <Paper withBorder p="md" data-testid="block" data-sound={sound}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={600}>
            {before === undefined
              ? t('explorer.blockUpTo', { last: block.size - 1 })
              : t('explorer.block', {
                  first: before.size,
                  last: block.size - 1,
                  count: block.size - before.size,
                })}
          </Text>
          <Text size="sm" c="#475569" style={{ overflowWrap: 'anywhere' }}>
            {t('explorer.root', { root: hex(block.root) })}
          </Text>
          {signed
            ?.filter((one) => one.key.cosigner)
            .map((one) => (
              <Text key={one.key.text} size="sm" c="#475569">
                {t('explorer.seenBy', { witness: one.key.name })}
              </Text>
            ))}
          {before && before.size > 0 && <Continuation block={block} before={before} ledger={ledger} />}
          <Button
            variant="subtle"
            size="compact-md"
            aria-expanded={open}
            aria-label={t(open ? 'explorer.hideBlock' : 'explorer.showBlock', { last: block.size - 1 })}
            onClick={() => setOpen(!open)}
          >
            {t(open ? 'explorer.hideEntries' : 'explorer.showEntries')}
          </Button>
        </div>
        <Badge
          variant="light"
          color={sound ? 'brand' : 'danger'}
          c={sound ? '#115e59' : '#991b1b'}
          tt="none"
          flex="none"
        >
          {t(sound ? 'explorer.sound' : 'explorer.unsound')}
        </Badge>
      </Group>
      {open && (
        <Stack mt="sm">
          <EntryList ledger={ledger} policy={policy} search={{ ...EVERYTHING, block: block.size }} />
        </Stack>
      )}
    </Paper>
  );
}

/** Proves here, from the log's own tiles, that nothing of the block before was changed or taken away. */
function Continuation({
  block,
  before,
  ledger,
}: {
  block: Checkpoint;
  before: Checkpoint;
  ledger: LedgerClient;
}) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const proof = useQuery({
    queryKey: ['continues', before.size, block.size],
    enabled: asked,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async ({ signal }) => {
      const tiles = (level: number, index: number, width: number) =>
        ledger.tile(tilePath(level, index, width), signal);
      return continues(before, block, await consistencyPath(before.size, block.size, tiles));
    },
  });
  if (!asked) {
    return (
      <Button variant="subtle" size="compact-md" onClick={() => setAsked(true)}>
        {t('explorer.checkContinues')}
      </Button>
    );
  }
  if (proof.isPending) {
    return <Text size="sm">{t('explorer.checking')}</Text>;
  }
  if (proof.isError) {
    return <Problem error={proof.error} onRetry={() => proof.refetch()} />;
  }
  return (
    <Text size="sm" c={proof.data ? '#115e59' : '#991b1b'} data-testid="continues" data-proved={proof.data}>
      {t(proof.data ? 'explorer.continues' : 'explorer.continuesNot')}
    </Text>
  );
}
