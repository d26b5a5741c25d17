import { Button, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { Loading, Problem } from '../app/Page.tsx';
import { useFhir } from '../fhir/Fhir.tsx';
import { type Access, everybody, nameOf } from './evaluation.ts';
import { plainText } from './plainText.ts';
import { dayOf, doesOf, listOf, purposeWord, whatOf } from './wording.ts';

/** "Who could read this now, and why?": asked of the gateway, not read from the list above. */
export function EverybodyCard() {
  const { t } = useTranslation();
  const fhir = useFhir();
  const [asked, setAsked] = useState(false);
  const found = useQuery({
    queryKey: ['consents', 'everybody'],
    enabled: asked,
    queryFn: async ({ signal }) => {
      const all = await everybody(fhir, signal);
      const names = new Map<string, string>();
      for (const reference of new Set(all.flatMap((access) => access.who))) {
        names.set(reference, plainText(await nameOf(fhir, reference), 80));
      }
      return { all, names };
    },
  });
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }}>
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h5">
          {t('everybody.title')}
        </Title>
        <Text>{t('everybody.text')}</Text>
        <Button
          variant="default"
          onClick={() => (asked ? void found.refetch() : setAsked(true))}
          loading={found.isFetching}
          data-testid="evaluate"
        >
          {t(asked ? 'everybody.again' : 'everybody.ask')}
        </Button>
        {asked && found.isPending && <Loading />}
        {found.isError && <Problem error={found.error} onRetry={() => found.refetch()} />}
        {found.data && (
          <List spacing="sm" data-testid="everybody" role="list">
            {found.data.all.map((access) => (
              <AccessLine
                key={`${access.why}${access.consent}${access.who}`}
                access={access}
                names={found.data.names}
              />
            ))}
          </List>
        )}
      </Stack>
    </Paper>
  );
}

function AccessLine({ access, names }: { access: Access; names: Map<string, string> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const who = listOf(
    locale,
    access.who.map((reference) => names.get(reference) ?? reference),
  );
  const values = {
    who,
    does: doesOf(t, locale, access.actions),
    what: whatOf(t, locale, access.kinds),
    why: listOf(
      locale,
      access.purposes.map((code) => purposeWord(t, { code, display: code })),
    ),
    until: access.until ? dayOf(locale, access.until, new Date()) : '',
  };
  return (
    <List.Item data-testid={`access-${access.why}`}>
      <Text>{t(`everybody.${access.why}`, values)}</Text>
    </List.Item>
  );
}
