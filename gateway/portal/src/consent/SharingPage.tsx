import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconHeartHandshake } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../app/Confirm.tsx';
import { useLocale } from '../app/locale.ts';
import { notice } from '../app/notice.ts';
import { Empty, Loading, Page, Problem } from '../app/Page.tsx';
import { EmergencyChoice } from '../emergency/EmergencyChoice.tsx';
import { useFhir } from '../fhir/Fhir.tsx';
import { useKeys } from '../keys/KeyRing.tsx';
import { revoke } from './ceremony.ts';
import { useConsents } from './consents.ts';
import { EverybodyCard } from './EverybodyCard.tsx';
import type { SharingRequest } from './request.ts';
import { dataPeriodOf, grantSentence, limitsOf, listOf, momentOf } from './wording.ts';
import { wrapWaiting } from './wrapping.ts';

export function SharingPage({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const grants = useConsents(patient, 'active');
  useWrapping(grants.data?.requests);
  return (
    <Page title={t('sharing.title')} lead={t('sharing.lead')}>
      {grants.isPending && <Loading />}
      {grants.isError && <Problem error={grants.error} onRetry={() => grants.refetch()} />}
      {grants.data?.requests.length === 0 && (
        <Empty
          icon={<IconHeartHandshake size={28} />}
          title={t('sharing.empty')}
          text={t('sharing.emptyText')}
        />
      )}
      <Stack gap="md">
        {grants.data?.requests.map((grant) => (
          <GrantCard key={grant.id} grant={grant} />
        ))}
      </Stack>
      {grants.data?.more && <Text>{t('app.more')}</Text>}
      <EverybodyCard />
      <EmergencyChoice patient={patient} />
    </Page>
  );
}

/** What has arrived since for readers without Umbral is wrapped now, once a visit. */
function useWrapping(grants: SharingRequest[] | undefined) {
  const fhir = useFhir();
  const { ready } = useKeys();
  const seen = useRef(new Set<string>());
  useEffect(() => {
    for (const { id } of (ready && grants) || []) {
      if (ready && !seen.current.has(id)) {
        seen.current.add(id);
        void wrapWaiting(fhir, id, ready).catch(() => seen.current.delete(id));
      }
    }
  }, [fhir, ready, grants]);
}

function GrantCard({ grant }: { grant: SharingRequest }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const fhir = useFhir();
  const queries = useQueryClient();
  const headingId = useId();
  const [asking, setAsking] = useState(false);
  const now = new Date();
  const who = grant.asker || t('ask.somebody');
  const period = dataPeriodOf(t, locale, grant, now);
  const revoking = useMutation({
    mutationFn: () => revoke(fhir, grant.id),
    onSuccess: () => {
      setAsking(false);
      notice(t, t('sharing.revoked', { who }));
      return queries.invalidateQueries({ queryKey: ['consents'] });
    },
  });

  return (
    <Paper
      withBorder
      p={{ base: 'md', sm: 'lg' }}
      component="article"
      aria-labelledby={headingId}
      data-testid={`grant-${grant.id}`}
    >
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} flex="1 1 320px">
          <Title order={2} size="h5" fw={600} lh={1.4} id={headingId}>
            {grantSentence(t, locale, grant, now)}
          </Title>
          {period && <Text>{period}</Text>}
          {limitsOf(t, locale, grant, now).map((limit) => (
            <Text key={limit}>{limit}</Text>
          ))}
          {grant.actors.length > 0 && <Text size="sm">{listOf(locale, grant.actors)}</Text>}
          {grant.askedAt && (
            <Text size="sm" c="#475569">
              {t('sharing.since', { when: momentOf(locale, grant.askedAt) })}
            </Text>
          )}
        </Stack>
        <Button
          variant="outline"
          color="danger"
          onClick={() => setAsking(true)}
          aria-label={t('sharing.revokeLabel', { who })}
          data-testid={`revoke-${grant.id}`}
        >
          {t('sharing.revoke')}
        </Button>
      </Group>
      <Confirm
        opened={asking}
        title={t('sharing.revokeTitle', { who })}
        text={t('sharing.revokeText')}
        action={t('sharing.revokeConfirm')}
        busy={revoking.isPending}
        error={revoking.error}
        onConfirm={() => revoking.mutate()}
        onClose={() => setAsking(false)}
      />
    </Paper>
  );
}
