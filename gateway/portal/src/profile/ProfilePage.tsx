import { Anchor, Button, NativeSelect, Paper, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { notice } from '../app/notice.ts';
import { Loading, Page, Problem } from '../app/Page.tsx';
import { useFhir } from '../fhir/Fhir.tsx';
import type { Patient } from '../fhir/types.ts';
import { emptyFields, type Profile, patientWith, profileOf } from './profile.ts';
import { useStanding } from './useStanding.ts';

const GENDERS = ['female', 'male', 'other', 'unknown'];
const TYPES: Partial<Record<keyof Profile, string>> = { birthDate: 'date', phone: 'tel', email: 'email' };
const AUTOFILL: Record<keyof Profile, string> = {
  given: 'given-name',
  family: 'family-name',
  birthDate: 'bday',
  gender: 'sex',
  phone: 'tel',
  email: 'email',
  line: 'street-address',
  city: 'address-level2',
  country: 'country-name',
};

/** Name, birth date, gender, and where to reach the person. Nobody reads it before the person says so. */
export function ProfilePage({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const standing = useStanding(patient);
  return (
    <Page title={t('profile.title')} lead={t('profile.lead')}>
      {standing.isPending && <Loading />}
      {standing.isError && <Problem error={standing.error} onRetry={() => standing.refetch()} />}
      {standing.data && <ProfileForm reference={patient} patient={standing.data.patient} />}
      <Anchor component={Link} to="/apply" mt="md" display="inline-block">
        {t('apply.link')}
      </Anchor>
    </Page>
  );
}

function ProfileForm({ reference, patient }: { reference: string; patient: Patient }) {
  const { t } = useTranslation();
  const fhir = useFhir();
  const queries = useQueryClient();
  const [profile, setProfile] = useState(() => profileOf(patient));
  const [asked, setAsked] = useState(false);
  const empty = asked ? emptyFields(profile) : [];
  const saving = useMutation({
    mutationFn: () => fhir.put<Patient>(reference, patientWith(patient, profile)),
    onSuccess: () => {
      notice(t, t('profile.saved'));
      return queries.invalidateQueries({ queryKey: ['profile'] });
    },
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (emptyFields(profile).length === 0) {
      saving.mutate();
    }
  };
  const field = (name: keyof Profile) => ({
    label: t(`profile.${name}`),
    value: profile[name],
    autoComplete: AUTOFILL[name],
    error: empty.includes(name) ? t('profile.needed') : undefined,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setProfile((before) => ({ ...before, [name]: value }));
    },
    'data-testid': `profile-${name}`,
  });
  const input = (name: keyof Profile) => <TextInput type={TYPES[name] ?? 'text'} {...field(name)} />;

  return (
    <Paper withBorder p="lg" component="form" noValidate onSubmit={save}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {input('given')}
          {input('family')}
          {input('birthDate')}
          <NativeSelect
            {...field('gender')}
            data={[
              { value: '', label: t('profile.choose') },
              ...GENDERS.map((value) => ({ value, label: t(`profile.genders.${value}`) })),
            ]}
          />
          {input('phone')}
          {input('email')}
          {input('line')}
          {input('city')}
          {input('country')}
        </SimpleGrid>
        {saving.isError && <Problem error={saving.error} />}
        <Button type="submit" loading={saving.isPending} data-testid="profile-save">
          {t('profile.save')}
        </Button>
      </Stack>
    </Paper>
  );
}
