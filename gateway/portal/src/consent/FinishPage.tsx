import { Alert, Button, Group, List, Loader, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { Page, Problem } from '../app/Page.tsx';
import { useFhir } from '../fhir/Fhir.tsx';
import { useKeys } from '../keys/KeyRing.tsx';
import { finish, type Step } from './ceremony.ts';
import { wrapWaiting } from './wrapping.ts';

const STEPS: Step[] = ['asking', 'signing', 'delegating', 'sending'];

/** Where the consent screen comes back to: the last steps happen here by themselves. */
export function FinishPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const outcome = useSearchParams()[0].get('outcome');
  if (outcome === 'refused' || outcome === 'failed') {
    return (
      <Page title={t(`finish.${outcome}Title`)}>
        <Paper withBorder p="lg" data-testid={`finish-${outcome}`}>
          <Stack align="flex-start">
            <Text>{t(`finish.${outcome}Text`)}</Text>
            <Button component={Link} to="/inbox" replace>
              {t('finish.toInbox')}
            </Button>
          </Stack>
        </Paper>
      </Page>
    );
  }
  return <Finishing id={id} />;
}

function Finishing({ id }: { id: string }) {
  const { t } = useTranslation();
  const { ready, blocked } = useKeys();
  const { step, error, again } = useFinish(id);
  if (step === 'done') {
    return (
      <Page title={t('finish.doneTitle')}>
        <Paper withBorder p="lg" data-testid="finish-done" role="status">
          <Stack align="flex-start">
            <Group wrap="nowrap">
              <ThemeIcon size="lg" radius="xl" aria-hidden>
                <IconCheck />
              </ThemeIcon>
              <Text>{t('finish.doneText')}</Text>
            </Group>
            <Group>
              <Button component={Link} to="/sharing" replace>
                {t('finish.toSharing')}
              </Button>
              <Button component={Link} to="/inbox" replace variant="default">
                {t('finish.toInbox')}
              </Button>
            </Group>
          </Stack>
        </Paper>
      </Page>
    );
  }
  return (
    <Page title={t('finish.title')}>
      {blocked ? (
        <Alert color="yellow" role="alert">
          <Stack align="flex-start">
            <Text c="#0f172a">{t('finish.noKey')}</Text>
            <Button component={Link} to="/keys">
              {t('inbox.needsKeyLink')}
            </Button>
          </Stack>
        </Alert>
      ) : (
        <Progress step={step} waiting={!ready} failed={error !== undefined} />
      )}
      {error !== undefined && (
        <>
          <Problem error={error} onRetry={again} />
          <Text>{t('finish.retryText')}</Text>
        </>
      )}
    </Page>
  );
}

function Progress({ step, waiting, failed }: { step?: Step; waiting: boolean; failed: boolean }) {
  const { t } = useTranslation();
  const at = step ? STEPS.indexOf(step) : -1;
  return (
    <Paper withBorder p="lg" aria-live="polite">
      <Title order={2} size="h6" mb="sm">
        {t(waiting ? 'finish.waitingForKey' : `finish.${STEPS[Math.max(at, 0)]}`)}
      </Title>
      <List listStyleType="none" spacing="sm" center>
        {STEPS.map((one, index) => (
          <List.Item
            key={one}
            icon={
              index < at ? (
                <IconCheck size={20} color="#0f766e" aria-hidden />
              ) : index === at && !failed ? (
                <Loader size={20} aria-hidden />
              ) : (
                <IconCircleDashed size={20} color="#64748b" aria-hidden />
              )
            }
          >
            {t(`finish.${one}`)}
          </List.Item>
        ))}
      </List>
    </Paper>
  );
}

function useFinish(id: string) {
  const fhir = useFhir();
  const queries = useQueryClient();
  const { ready } = useKeys();
  const [step, setStep] = useState<Step>();
  const [error, setError] = useState<unknown>();
  const running = useRef(false);

  const run = useCallback(async () => {
    if (!ready || running.current) {
      return;
    }
    running.current = true;
    setError(undefined);
    try {
      await finish(fhir, id, ready, setStep);
      // The consent stands whatever becomes of this; the page of all sharing tries again.
      await wrapWaiting(fhir, id, ready).catch(() => 0);
      await queries.invalidateQueries({ queryKey: ['consents'] });
    } catch (problem) {
      setError(problem);
    } finally {
      running.current = false;
    }
  }, [fhir, id, ready, queries]);

  const started = useRef(false);
  useEffect(() => {
    // One approval is finished once, however often React runs this effect.
    if (ready && !started.current) {
      started.current = true;
      void run();
    }
  }, [ready, run]);

  return { step, error, again: run };
}
