import { Alert, Button, Center, Loader, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused, SignedOut } from '../fhir/client.ts';

interface PageProps {
  title: string;
  lead?: string;
  children?: ReactNode;
}

/** A page's frame: its title in the tab, and the focus on its heading, for those who listen. */
export function Page({ title, lead, children }: PageProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – ${t('app.name')}`;
    heading.current?.focus({ preventScroll: true });
  }, [title, t]);
  return (
    <Stack gap="lg" maw={760} mx="auto">
      <div>
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          {title}
        </Title>
        {lead && (
          <Text c="#475569" mt={4}>
            {lead}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  );
}

export function Loading({ label }: { label?: string }) {
  const { t } = useTranslation();
  return (
    <Center mih={160} role="status">
      <Stack align="center" gap="xs">
        <Loader aria-hidden />
        <Text c="#475569">{label ?? t('app.loading')}</Text>
      </Stack>
    </Center>
  );
}

export function Empty({ icon, title, text }: { icon: ReactNode; title: string; text: string }) {
  return (
    <Paper withBorder p="xl" data-testid="empty">
      <Stack align="center" gap="xs" ta="center">
        <ThemeIcon variant="light" size={56} radius="xl" aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text c="#475569" maw={440}>
          {text}
        </Text>
      </Stack>
    </Paper>
  );
}

/** What went wrong, in words that say what to do. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="danger" icon={<IconAlertCircle aria-hidden />} title={t('problem.title')} role="alert">
      <Stack align="flex-start" gap="sm">
        <Text c="#0f172a">{problemText(t, error)}</Text>
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            {t('app.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function problemText(t: TFunction, error: unknown): string {
  if (error instanceof SignedOut) {
    return t('problem.signedOut');
  }
  if (error instanceof Refused) {
    if (error.status === 429 || error.status === 503) {
      return t('problem.busy');
    }
    return error.diagnostics ?? t('problem.refused', { status: error.status });
  }
  // What fetch throws when nothing answers.
  return error instanceof TypeError ? t('problem.offline') : t('problem.unexpected');
}
