import { Badge, Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { Empty, Loading, Page, Problem } from '../app/Page.tsx';
import { momentOf } from '../consent/wording.ts';
import { indexedDbDrawer } from '../keys/indexedDbDrawer.ts';
import { useSession } from '../session/Session.tsx';
import { createDeliveriesClient, type DeliveriesClient, type Listed } from './deliveries.ts';
import { OpenedDocument } from './OpenedDocument.tsx';
import { type Opened, openDelivery } from './openDelivery.ts';
import { ReaderKeyCard } from './ReaderKeyCard.tsx';
import { readerKeyHere, withReaderKey } from './readerKey.ts';

/** Documents that patients share with the hospital of who is signed in, opened in this browser. */
export default function DocumentsPage() {
  const { t } = useTranslation();
  const { config, token } = useSession();
  const drawer = useMemo(() => indexedDbDrawer(), []);
  const owner = `${config.issuer} reader`;
  const deliveries = useMemo(() => createDeliveriesClient(window.location.origin, token), [token]);
  const key = useQuery({
    queryKey: ['reader-key', owner],
    queryFn: async () => (await readerKeyHere(drawer, owner)) ?? null,
  });
  const list = useQuery({ queryKey: ['deliveries'], queryFn: ({ signal }) => deliveries.list(signal) });
  return (
    <Page title={t('documents.title')} lead={t('documents.lead')}>
      {key.isSuccess && <ReaderKeyCard drawer={drawer} owner={owner} publicKey={key.data ?? undefined} />}
      {list.isPending && <Loading />}
      {list.isError && <Problem error={list.error} onRetry={() => list.refetch()} />}
      {list.isSuccess && list.data.length === 0 && (
        <Empty
          icon={<IconFileText size={28} />}
          title={t('documents.empty')}
          text={t('documents.emptyText')}
        />
      )}
      {list.data?.map((listed) => (
        <DocumentRow
          key={listed.id}
          listed={listed}
          ready={Boolean(key.data)}
          deliveries={deliveries}
          open={(progress) =>
            withReaderKey(drawer, owner, (reader) => openDelivery(deliveries, listed.id, reader, progress))
          }
        />
      ))}
    </Page>
  );
}

interface RowProps {
  listed: Listed;
  ready: boolean;
  deliveries: DeliveriesClient;
  open: (progress: (share: number) => void) => Promise<Opened>;
}

function DocumentRow({ listed, ready, open }: RowProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const queries = useQueryClient();
  const [share, setShare] = useState<number>();
  const [opened, setOpened] = useState<Opened>();
  const [problem, setProblem] = useState<unknown>();

  async function start() {
    setProblem(undefined);
    setShare(0);
    try {
      setOpened(await open(setShare));
    } catch (failure) {
      setProblem(failure);
    } finally {
      setShare(undefined);
      void queries.invalidateQueries({ queryKey: ['deliveries'] });
    }
  }

  return (
    <Paper withBorder p="md" data-testid={`document-${listed.id}`} data-state={listed.state}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Text fw={600}>{t('documents.of', { patient: listed.patient })}</Text>
            <Text size="sm" c="#475569">
              {t('documents.about', {
                type: listed.contentType,
                size: sizeOf(locale, listed.size),
                when: momentOf(locale, new Date(listed.announced)),
              })}
            </Text>
          </div>
          <Badge variant="light" c="#0f172a" tt="none" flex="none">
            {t(`documents.state.${listed.state}`)}
          </Badge>
        </Group>
        {share !== undefined && (
          <Progress value={100 * share} aria-label={t('documents.progress')} data-testid="progress" />
        )}
        {problem !== undefined && <DocumentProblem problem={problem} />}
        {opened && <OpenedDocument id={listed.id} opened={opened} />}
        {!opened && listed.state === 'available' && (
          <Button
            onClick={start}
            disabled={!ready || share !== undefined}
            data-testid={`open-${listed.id}`}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('documents.open')}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}

function DocumentProblem({ problem }: { problem: unknown }) {
  const { t } = useTranslation();
  const name = problem instanceof Error ? problem.name : '';
  if (name === 'NotOurs' || name === 'Malformed') {
    return (
      <Text role="alert" c="#991b1b" data-testid="document-refused">
        {t(name === 'NotOurs' ? 'documents.notOurs' : 'documents.doubtful')}
      </Text>
    );
  }
  return <Problem error={problem} />;
}

function sizeOf(locale: string, bytes: number): string {
  const megabytes = bytes >= 1_000_000;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: megabytes ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: 1,
  }).format(bytes / (megabytes ? 1_000_000 : 1_000));
}
