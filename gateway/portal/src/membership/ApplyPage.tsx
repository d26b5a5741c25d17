import { Button, NativeSelect, Paper, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading, Page, Problem } from '../app/Page.tsx';
import { useSession } from '../session/Session.tsx';
import { type ApplicantKind, apply, KINDS, own, type Wish, wrongIn } from './applications.ts';

const NOTHING: Wish = { kind: 'institution', id: '', name: '', keys: '' };

/** Asking to belong to the network as an institution, a payer or a researcher. The authority decides. */
export function ApplyPage() {
  const { t } = useTranslation();
  const send = useSend();
  const found = useQuery({ queryKey: ['applications'], queryFn: () => own(send) });
  const waits = found.data?.some((one) => one.status === 'pending') ?? true;
  return (
    <Page title={t('apply.title')} lead={t('apply.lead')}>
      {found.isPending && <Loading />}
      {found.isError && <Problem error={found.error} onRetry={() => found.refetch()} />}
      <Stack gap="md">
        {found.data?.map((one) => (
          <Paper key={one.application} withBorder p="md" data-testid="application">
            <Text fw={600}>{one.name}</Text>
            <Text size="sm">{t(`apply.kind.${one.kind}`)}</Text>
            <Text role="status">{t(`apply.status.${one.status}`)}</Text>
          </Paper>
        ))}
        {found.data && !waits && <ApplyForm />}
      </Stack>
    </Page>
  );
}

function ApplyForm() {
  const { t } = useTranslation();
  const send = useSend();
  const queries = useQueryClient();
  const [wish, setWish] = useState(NOTHING);
  const [asked, setAsked] = useState(false);
  const wrong = asked ? wrongIn(wish) : [];
  const applying = useMutation({
    mutationFn: () => apply(send, wish),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['applications'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (wrongIn(wish).length === 0) {
      applying.mutate();
    }
  };
  const field = (name: 'id' | 'name' | 'keys') => ({
    label: t(`apply.${name}`),
    description: t(`apply.${name}Help`),
    value: wish[name],
    error: wrong.includes(name) ? t(`apply.${name}Wrong`) : undefined,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setWish((before) => ({ ...before, [name]: value }));
    },
    'data-testid': `apply-${name}`,
  });
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <NativeSelect
            label={t('apply.what')}
            value={wish.kind}
            data={KINDS.map((kind) => ({ value: kind, label: t(`apply.kind.${kind}`) }))}
            onChange={(event) => {
              const kind = event.currentTarget.value as ApplicantKind;
              setWish((before) => ({ ...before, kind }));
            }}
          />
          <TextInput {...field('name')} maxLength={80} />
          <TextInput {...field('id')} maxLength={40} />
          <Textarea {...field('keys')} autosize minRows={4} maxRows={12} />
          {applying.isError && <Problem error={applying.error} />}
          <Button type="submit" loading={applying.isPending} data-testid="apply">
            {t('apply.go')}
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}

function useSend(): typeof fetch {
  const { token } = useSession();
  return useCallback(
    async (input: RequestInfo | URL, init?: RequestInit) =>
      fetch(input, {
        ...init,
        cache: 'no-store',
        headers: { ...init?.headers, Authorization: `Bearer ${await token()}` },
      }),
    [token],
  );
}
