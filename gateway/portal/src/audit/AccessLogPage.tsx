import {
  Anchor,
  Badge,
  Button,
  Center,
  Group,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLocale } from '../app/locale.ts';
import { Empty, Loading, Page, Problem } from '../app/Page.tsx';
import { kindWord, listOf, purposeWord } from '../consent/wording.ts';
import { useFhir } from '../fhir/Fhir.tsx';
import { type AuditEvent, type Bundle, resources } from '../fhir/types.ts';
import { ReportButton } from '../ledger/ReportButton.tsx';
import { type Access, accessOf } from './access.ts';

const PAGE_SIZE = 50;
/** Accesses have no event of their own on the stream, so an open log asks again by itself. */
const REFRESH = 30_000;

export function AccessLogPage({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const fhir = useFhir();
  const [shown, setShown] = useState('all');
  const log = useInfiniteQuery({
    queryKey: ['access-log', patient],
    queryFn: ({ pageParam, signal }) => fhir.get<Bundle<AuditEvent>>(pageParam, signal),
    initialPageParam: `AuditEvent?patient=${patient}&_sort=-date&_count=${PAGE_SIZE}`,
    getNextPageParam: (page) => page.link?.find((link) => link.relation === 'next')?.url,
    refetchInterval: REFRESH,
  });
  const all = (log.data?.pages ?? [])
    .flatMap((page) => resources(page))
    .map((event) => accessOf(event, patient));
  const rows = shown === 'refused' ? all.filter((access) => access.refused) : all;

  return (
    <Page title={t('log.title')} lead={t('log.lead')}>
      <Group gap="md">
        <ReportButton patient={patient} />
        <Anchor component={Link} to="/explorer" c="#0f766e" underline="always">
          {t('log.explorer')}
        </Anchor>
      </Group>
      <SegmentedControl
        aria-label={t('log.filter')}
        value={shown}
        onChange={setShown}
        data={[
          { value: 'all', label: t('log.all') },
          { value: 'refused', label: t('log.refusedOnly') },
        ]}
        w={{ base: '100%', sm: 320 }}
      />
      {log.isPending && <Loading />}
      {log.isError && <Problem error={log.error} onRetry={() => log.refetch()} />}
      {log.isSuccess && rows.length === 0 && !log.hasNextPage && (
        <Empty
          icon={<IconListDetails size={28} />}
          title={t(shown === 'refused' ? 'log.emptyRefused' : 'log.empty')}
          text={t(shown === 'refused' ? 'log.emptyRefusedText' : 'log.emptyText')}
        />
      )}
      <Days rows={rows} />
      {log.hasNextPage && (
        <Center>
          <Button
            variant="default"
            onClick={() => log.fetchNextPage()}
            loading={log.isFetchingNextPage}
            data-testid="more"
          >
            {t('log.more')}
          </Button>
        </Center>
      )}
      {log.isSuccess && rows.length > 0 && !log.hasNextPage && (
        <Text ta="center" c="#475569">
          {t('log.end')}
        </Text>
      )}
    </Page>
  );
}

function Days({ rows }: { rows: Access[] }) {
  const locale = useLocale();
  const days = new Map<string, Access[]>();
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'full' });
  for (const access of rows) {
    const day = access.when ? format.format(access.when) : '';
    days.set(day, [...(days.get(day) ?? []), access]);
  }
  return (
    <Stack gap="lg">
      {[...days].map(([day, accesses]) => (
        <Stack key={day} gap="xs" component="section" aria-label={day}>
          <Title order={2} size="h6" c="#475569">
            {day}
          </Title>
          <Paper withBorder component="ul" m={0} p={0} style={{ listStyle: 'none', overflow: 'hidden' }}>
            {accesses.map((access, index) => (
              <Row key={access.id} access={access} first={index === 0} />
            ))}
          </Paper>
        </Stack>
      ))}
    </Stack>
  );
}

function Row({ access, first }: { access: Access; first: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const what =
    access.kinds.length === 0
      ? t('log.record')
      : t('ask.your', {
          kinds: listOf(
            locale,
            access.kinds.map((kind) => kindWord(t, kind)),
          ),
        });
  const who = access.self ? t('log.you') : access.who || t('log.unknown');
  const accessed = t(access.refused ? 'log.sentenceRefused' : 'log.sentence', {
    who,
    verb: t(`log.${access.refused ? 'try' : 'did'}.${access.verb}`),
    what,
  });
  const sentence = access.step ? t(`log.step.${access.step}`, { who }) : accessed;
  const why = listOf(
    locale,
    access.purposes.map((purpose) => purposeWord(t, purpose)),
  );
  return (
    <Group
      component="li"
      wrap="nowrap"
      align="flex-start"
      justify="space-between"
      p="md"
      gap="md"
      data-testid="access-row"
      data-outcome={access.refused ? 'refused' : 'allowed'}
      data-consent={access.consentId}
      style={first ? undefined : { borderTop: '1px solid #e2e8f0' }}
    >
      <div>
        <Text>{sentence}</Text>
        <Text size="sm" c="#475569">
          {access.when && new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(access.when)}
          {why && ` · ${t('log.purpose', { why })}`}
          {access.consentId && !access.step && !access.refused && ` · ${t('log.basis')}`}
        </Text>
        {access.refused && access.explanation && (
          <Text size="sm" c="#475569">
            {access.explanation}
          </Text>
        )}
      </div>
      <Badge
        variant="light"
        color={access.refused ? 'danger' : 'brand'}
        c={access.refused ? '#991b1b' : '#115e59'}
        tt="none"
        flex="none"
      >
        {t(access.refused ? 'log.refused' : 'log.allowed')}
      </Badge>
    </Group>
  );
}
