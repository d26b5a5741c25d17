import { Button, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page, Problem } from '../app/Page.tsx';
import { kindWord } from '../consent/wording.ts';
import { useFhir } from '../fhir/Fhir.tsx';
import type { Parameters } from '../fhir/types.ts';
import { BarChart } from './BarChart.tsx';
import { barsOf, CODED, type Cohort, countPath } from './cohort.ts';

const SEXES = ['female', 'male', 'other', 'unknown'];

export default function CohortsPage() {
  const { t } = useTranslation();
  const fhir = useFhir();
  const [cohort, setCohort] = useState<Cohort>({ keyword: '', kind: 'Condition', code: '' });
  const path = countPath(cohort);
  const count = useMutation({ mutationFn: (asked: string) => fhir.get<Parameters>(asked) });
  const word = (group: string) => t(`cohorts.sex.${SEXES.includes(group) ? group : 'unknown'}`);
  return (
    <Page title={t('cohorts.title')} lead={t('cohorts.lead')}>
      <Paper
        withBorder
        p="lg"
        component="form"
        aria-label={t('cohorts.form')}
        onSubmit={(event) => {
          event.preventDefault();
          if (path) {
            count.mutate(path);
          }
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('cohorts.keyword')}
            description={t('cohorts.keywordText')}
            value={cohort.keyword}
            maxLength={100}
            onChange={(event) => setCohort({ ...cohort, keyword: event.currentTarget.value })}
            data-testid="keyword"
          />
          <NativeSelect
            label={t('cohorts.kind')}
            value={cohort.kind}
            onChange={(event) => setCohort({ ...cohort, kind: event.currentTarget.value })}
            data={Object.keys(CODED).map((kind) => ({ value: kind, label: kindWord(t, kind) }))}
          />
          <TextInput
            label={t('cohorts.code')}
            description={t('cohorts.codeText')}
            value={cohort.code}
            maxLength={200}
            onChange={(event) => setCohort({ ...cohort, code: event.currentTarget.value })}
            data-testid="code"
          />
          <Button
            type="submit"
            w="fit-content"
            loading={count.isPending}
            disabled={!path}
            leftSection={<IconUsersGroup size={18} aria-hidden />}
            data-testid="count"
          >
            {t('cohorts.count')}
          </Button>
        </Stack>
      </Paper>
      {count.isError && <Problem error={count.error} />}
      {count.isSuccess && (
        <Paper withBorder p="lg" role="status" data-testid="counted">
          <BarChart title={t('cohorts.people')} bars={barsOf(count.data, t('cohorts.all'), word)} />
          <Text size="sm" c="#475569" mt="sm">
            {t('cohorts.suppressed')}
          </Text>
        </Paper>
      )}
    </Page>
  );
}
