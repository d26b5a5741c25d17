import { Alert, Button, Paper, PasswordInput, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { Problem } from '../app/Page.tsx';
import { momentOf } from '../consent/wording.ts';
import { phraseOf, SHORTEST_PASSWORD, sealBackup } from './backup.ts';
import { type StoredKeys, withSeed } from './deviceKeys.ts';
import { useKeys } from './KeyRing.tsx';

export function BackupCard({ keys }: { keys: StoredKeys }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2} size="h5">
          {t('keys.backup')}
        </Title>
        {keys.backedUpAt ? (
          <Text data-testid="backed-up">
            {t('keys.hasBackup', { when: momentOf(locale, new Date(keys.backedUpAt)) })}
          </Text>
        ) : (
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t('keys.noBackup')}>
            <Text c="#0f172a">{t('keys.noBackupText')}</Text>
          </Alert>
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
          <FileBackup keys={keys} />
          <WordBackup keys={keys} />
        </SimpleGrid>
      </Stack>
    </Paper>
  );
}

function FileBackup({ keys }: { keys: StoredKeys }) {
  const { t } = useTranslation();
  const { backedUp } = useKeys();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<string>();
  const making = useMutation({
    mutationFn: async () => {
      download(await withSeed(keys, (seed) => sealBackup(seed, password, keys.kid)));
      await backedUp();
    },
    onSuccess: () => {
      setPassword('');
      setAgain('');
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (password.length < SHORTEST_PASSWORD) {
      setProblem('short');
    } else if (password !== again) {
      setProblem('differs');
    } else {
      setProblem(undefined);
      making.mutate();
    }
  }

  return (
    <Stack component="form" gap="sm" onSubmit={submit}>
      <Title order={3} size="h6">
        {t('keys.file')}
      </Title>
      <Text size="sm">{t('keys.fileText')}</Text>
      <PasswordInput
        label={t('keys.password')}
        description={t('keys.passwordHint')}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={problem === 'short' && t('keys.passwordShort')}
        visibilityToggleButtonProps={{ 'aria-label': t('keys.showPassword'), tabIndex: 0 }}
        data-testid="backup-password"
      />
      <PasswordInput
        label={t('keys.passwordAgain')}
        autoComplete="new-password"
        value={again}
        onChange={(event) => setAgain(event.currentTarget.value)}
        error={problem === 'differs' && t('keys.passwordDiffers')}
        visibilityToggleButtonProps={{ 'aria-label': t('keys.showPassword'), tabIndex: 0 }}
        data-testid="backup-password-again"
      />
      <Button
        type="submit"
        loading={making.isPending}
        leftSection={<IconDownload size={18} aria-hidden />}
        data-testid="backup-download"
      >
        {t('keys.download')}
      </Button>
      {making.isSuccess && <Text role="status">{t('keys.downloaded')}</Text>}
      {making.isError && <Problem error={making.error} />}
    </Stack>
  );
}

function WordBackup({ keys }: { keys: StoredKeys }) {
  const { t } = useTranslation();
  const { backedUp } = useKeys();
  const [words, setWords] = useState<string[]>();
  return (
    <Stack gap="sm">
      <Title order={3} size="h6">
        {t('keys.words')}
      </Title>
      <Text size="sm">{t('keys.wordsText')}</Text>
      {words ? (
        <>
          <SimpleGrid component="ol" cols={2} spacing={4} m={0} pl={36} data-testid="backup-words">
            {words.map((word, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, its place not
              <li key={index}>{word}</li>
            ))}
          </SimpleGrid>
          <Button
            variant="default"
            onClick={() => {
              setWords(undefined);
              void backedUp();
            }}
          >
            {t('keys.hideWords')}
          </Button>
        </>
      ) : (
        <Button
          variant="default"
          onClick={async () => setWords((await withSeed(keys, phraseOf)).split(' '))}
          data-testid="backup-show-words"
        >
          {t('keys.showWords')}
        </Button>
      )}
    </Stack>
  );
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'consentry-keys.json';
  link.click();
  URL.revokeObjectURL(url);
}
