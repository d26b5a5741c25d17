import { Button, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../app/Confirm.tsx';
import { useLocale } from '../app/locale.ts';
import { Empty, Loading, Page, Problem } from '../app/Page.tsx';
import { dayOf } from '../consent/wording.ts';
import { useFhir } from '../fhir/Fhir.tsx';
import { type Acting, allow, end, type Person, readPeople } from './people.ts';
import { SilenceCard } from './SilenceCard.tsx';

/** Who acts for the patient: switched on and off here, one by one. */
export function PeoplePage({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const fhir = useFhir();
  const people = useQuery({
    queryKey: ['people', patient],
    queryFn: ({ signal }) => readPeople(fhir, patient, signal),
  });
  return (
    <Page title={t('people.title')} lead={t('people.lead')}>
      {people.isPending && <Loading />}
      {people.isError && <Problem error={people.error} onRetry={() => people.refetch()} />}
      {people.data?.length === 0 && (
        <Empty icon={<IconUsers size={28} />} title={t('people.empty')} text={t('people.emptyText')} />
      )}
      <Stack gap="md">
        {people.data?.map((person) => (
          <PersonCard key={person.id} patient={patient} person={person} />
        ))}
      </Stack>
      <SilenceCard patient={patient} />
    </Page>
  );
}

const ALWAYS: Acting = { suspended: false, onSilence: false };

function PersonCard({ patient, person }: { patient: string; person: Person }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const fhir = useFhir();
  const queries = useQueryClient();
  const headingId = useId();
  const [ending, setEnding] = useState(false);
  const { acting } = person;
  const name = person.name || t('ask.somebody');
  const saved = () => {
    setEnding(false);
    return queries.invalidateQueries({ queryKey: ['people'] });
  };
  const changing = useMutation({
    mutationFn: (next: Acting) => allow(fhir, patient, person.id, next),
    onSuccess: saved,
  });
  const removing = useMutation({ mutationFn: () => end(fhir, patient, person.id), onSuccess: saved });

  return (
    <Paper
      withBorder
      p={{ base: 'md', sm: 'lg' }}
      component="article"
      aria-labelledby={headingId}
      data-testid={`person-${person.id}`}
    >
      <Stack gap="sm">
        <div>
          <Title order={2} size="h5" id={headingId}>
            {name}
          </Title>
          {person.relationship && <Text c="#475569">{person.relationship}</Text>}
          <Text role="status">{t(`people.${stateOf(acting)}`, { name })}</Text>
          {acting?.until && (
            <Text size="sm">{t('people.until', { day: dayOf(locale, acting.until, new Date()) })}</Text>
          )}
        </div>
        {acting ? (
          <>
            <Switch
              size="md"
              label={t('people.on', { name })}
              checked={!acting.suspended}
              disabled={changing.isPending}
              onChange={(event) => changing.mutate({ ...acting, suspended: !event.currentTarget.checked })}
              data-testid={`on-${person.id}`}
            />
            <Switch
              size="md"
              label={t('people.onSilence')}
              checked={acting.onSilence}
              disabled={changing.isPending}
              onChange={(event) => changing.mutate({ ...acting, onSilence: event.currentTarget.checked })}
              data-testid={`silence-${person.id}`}
            />
            <Group>
              <Button
                variant="outline"
                color="danger"
                onClick={() => setEnding(true)}
                data-testid={`remove-${person.id}`}
              >
                {t('people.remove')}
              </Button>
            </Group>
          </>
        ) : (
          <Group>
            <Button
              onClick={() => changing.mutate(ALWAYS)}
              loading={changing.isPending}
              aria-label={t('people.allowLabel', { name })}
              data-testid={`allow-${person.id}`}
            >
              {t('people.allow')}
            </Button>
          </Group>
        )}
        {changing.isError && <Problem error={changing.error} />}
      </Stack>
      <Confirm
        opened={ending}
        title={t('people.removeTitle', { name })}
        text={t('people.removeText')}
        action={t('people.remove')}
        busy={removing.isPending}
        error={removing.error}
        onConfirm={() => removing.mutate()}
        onClose={() => setEnding(false)}
      />
    </Paper>
  );
}

function stateOf(acting: Acting | undefined): 'not' | 'off' | 'waiting' | 'acts' {
  if (!acting) {
    return 'not';
  }
  if (acting.suspended) {
    return 'off';
  }
  return acting.onSilence ? 'waiting' : 'acts';
}
