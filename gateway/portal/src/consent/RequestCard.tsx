import { Anchor, Button, Collapse, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Confirm } from '../app/Confirm.tsx';
import { useLocale } from '../app/locale.ts';
import { notice } from '../app/notice.ts';
import { Problem } from '../app/Page.tsx';
import { useFhir } from '../fhir/Fhir.tsx';
import { useKeys } from '../keys/KeyRing.tsx';
import { authorize, refuse } from './ceremony.ts';
import { NarrowingForm } from './NarrowingForm.tsx';
import { isAnything, type Narrowed } from './narrowing.ts';
import type { SharingRequest } from './request.ts';
import { allowingSentence, askSentence, dataPeriodOf, limitsOf, listOf, momentOf } from './wording.ts';

export function RequestCard({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const headingId = useId();
  const [choice, setChoice] = useState<Narrowed>({ kinds: request.kinds });
  const [narrowing, setNarrowing] = useState(false);
  const now = new Date();
  const who = request.asker || t('ask.somebody');
  const period = dataPeriodOf(t, locale, request, now);

  return (
    <Paper
      withBorder
      p={{ base: 'md', sm: 'lg' }}
      component="article"
      aria-labelledby={headingId}
      data-testid={`request-${request.id}`}
    >
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" fw={600} lh={1.4} id={headingId}>
            {askSentence(t, locale, request, now)}
          </Title>
          {period && <Text mt={4}>{period}</Text>}
          {limitsOf(t, locale, request, now).map((limit) => (
            <Text key={limit} mt={4}>
              {limit}
            </Text>
          ))}
          {request.askedAt && (
            <Text size="sm" c="#475569" mt={4}>
              {t('inbox.asked', { when: momentOf(locale, request.askedAt) })}
            </Text>
          )}
        </div>
        {request.actors.length > 0 && (
          <Detail label={t('inbox.people')} text={listOf(locale, request.actors)} />
        )}
        {request.reason && <Detail label={t('inbox.reason')} text={`“${request.reason}”`} />}
        <div>
          <Button
            variant="subtle"
            px={4}
            size="sm"
            aria-expanded={narrowing}
            rightSection={
              narrowing ? <IconChevronUp size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />
            }
            onClick={() => setNarrowing(!narrowing)}
            data-testid={`narrow-${request.id}`}
          >
            {t(narrowing ? 'inbox.changeHide' : 'inbox.change')}
          </Button>
          <Collapse expanded={narrowing}>
            <NarrowingForm request={request} choice={choice} onChange={setChoice} now={now} />
          </Collapse>
        </div>
        <Answer request={request} choice={choice} who={who} />
      </Stack>
    </Paper>
  );
}

function Detail({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <Text size="sm" c="#475569">
        {label}
      </Text>
      <Text>{text}</Text>
    </div>
  );
}

function Answer({ request, choice, who }: { request: SharingRequest; choice: Narrowed; who: string }) {
  const { t } = useTranslation();
  const fhir = useFhir();
  const locale = useLocale();
  const { ready, blocked } = useKeys();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const approving = useMutation({
    mutationFn: () => authorize(fhir, request, choice),
    onSuccess: (screen) => window.location.assign(screen),
  });
  const refusing = useMutation({
    mutationFn: () => refuse(fhir, request.id),
    onSuccess: () => {
      setAsking(false);
      notice(t, t('inbox.refused'));
      return queries.invalidateQueries({ queryKey: ['consents'] });
    },
  });
  const something = isAnything(request, choice);

  return (
    <Stack gap="sm">
      {approving.isError && <Problem error={approving.error} />}
      {something ? (
        <Text role="status" fw={550} data-testid={`allowing-${request.id}`}>
          {allowingSentence(t, locale, request, choice, new Date())}
        </Text>
      ) : (
        <Text role="alert">{t('inbox.nothingChosen')}</Text>
      )}
      {blocked && (
        <Text>
          {t('inbox.needsKey')}{' '}
          <Anchor component={Link} to="/keys" underline="always" c="#0f766e">
            {t('inbox.needsKeyLink')}
          </Anchor>
        </Text>
      )}
      <Group gap="sm">
        <Button
          leftSection={<IconCheck size={18} aria-hidden />}
          onClick={() => approving.mutate()}
          loading={approving.isPending || approving.isSuccess}
          disabled={!ready || !something}
          aria-label={t('inbox.approveLabel', { who })}
          data-testid={`approve-${request.id}`}
        >
          {t('inbox.approve')}
        </Button>
        <Button
          variant="default"
          onClick={() => setAsking(true)}
          disabled={approving.isPending || approving.isSuccess}
          aria-label={t('inbox.refuseLabel', { who })}
          data-testid={`refuse-${request.id}`}
        >
          {t('inbox.refuse')}
        </Button>
      </Group>
      <Text size="sm" c="#475569" role="status">
        {t(approving.isSuccess ? 'inbox.leaving' : 'inbox.next')}
      </Text>
      <Confirm
        opened={asking}
        title={t('inbox.refuseTitle')}
        text={t('inbox.refuseText', { who })}
        action={t('inbox.refuseConfirm')}
        busy={refusing.isPending}
        error={refusing.error}
        onConfirm={() => refusing.mutate()}
        onClose={() => setAsking(false)}
      />
    </Stack>
  );
}
