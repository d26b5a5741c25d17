import { Button, Code, Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading, Page } from '../app/Page.tsx';
import { Brand } from '../app/Shell.tsx';
import { useSession } from './Session.tsx';

const AGAIN = 15_000;

/** Somebody who signed up to work for an institution waits until it says so; it needs the number that stands here. */
export function Approved({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { config, token, person, signOut } = useSession();
  const number = person?.fhirUser ?? '';
  const standing = useQuery({
    queryKey: ['approved', number],
    // Not by the client of the pages: its "not recognized" would end the session.
    queryFn: async ({ signal }) => {
      const bearer = await token();
      const { status } = await fetch(`${config.fhir}/Organization?_count=1`, {
        headers: { Authorization: `Bearer ${bearer}` },
        signal,
      });
      return status !== 401;
    },
    refetchInterval: (query) => (query.state.data ? false : AGAIN),
  });
  if (standing.data) {
    return children;
  }
  if (standing.isPending) {
    return <Loading />;
  }
  return (
    <main style={{ padding: 16 }}>
      <Stack gap="lg" maw={760} mx="auto">
        <Brand />
        <Page title={t('approval.title')} lead={t('approval.lead')}>
          <Paper withBorder p="lg" data-testid="approval">
            <Stack gap="sm" align="flex-start">
              <Text>{t('approval.text')}</Text>
              <Code c="#0f172a" fz="md" style={{ overflowWrap: 'anywhere' }} data-testid="approval-number">
                {number}
              </Code>
              <Button variant="default" onClick={signOut}>
                {t('app.signOut')}
              </Button>
            </Stack>
          </Paper>
        </Page>
      </Stack>
    </main>
  );
}
