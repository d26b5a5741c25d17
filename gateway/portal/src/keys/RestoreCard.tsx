import { Button, FileInput, Paper, PasswordInput, Stack, Tabs, Text, Textarea, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../app/Page.tsx';
import { openBackup, seedOfPhrase } from './backup.ts';
import { useKeys } from './KeyRing.tsx';

const LARGEST_FILE = 16_384;

type Result = 'restored' | 'foreign' | 'notABackup' | 'wrongPassword' | 'wrongWords';

export function RestoreCard() {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="lg">
      <Title order={2} size="h5" mb="sm">
        {t('keys.restore')}
      </Title>
      <Tabs defaultValue="file" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="file">{t('keys.restoreFile')}</Tabs.Tab>
          <Tabs.Tab value="words" data-testid="restore-with-words">
            {t('keys.restoreWords')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="file">
          <FileRestore />
        </Tabs.Panel>
        <Tabs.Panel value="words">
          <WordRestore />
        </Tabs.Panel>
      </Tabs>
    </Paper>
  );
}

function FileRestore() {
  const { t } = useTranslation();
  const { restore } = useKeys();
  const [file, setFile] = useState<File | null>(null);
  const [password, setPassword] = useState('');
  const opening = useMutation({
    mutationFn: async (): Promise<Result> => {
      if (!file || file.size > LARGEST_FILE) {
        return 'notABackup';
      }
      const opened = await openBackup(await file.text(), password);
      if ('problem' in opened) {
        return opened.problem === 'wrong-password' ? 'wrongPassword' : 'notABackup';
      }
      return restore(opened.seed);
    },
  });
  return (
    <RestoreForm opening={opening} onSubmit={() => opening.mutate()}>
      <FileInput
        label={t('keys.chooseFile')}
        placeholder={t('keys.chooseFilePlaceholder')}
        accept="application/json,.json"
        value={file}
        onChange={setFile}
        data-testid="restore-file"
      />
      <PasswordInput
        label={t('keys.password')}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('keys.showPassword'), tabIndex: 0 }}
        data-testid="restore-password"
      />
    </RestoreForm>
  );
}

function WordRestore() {
  const { t } = useTranslation();
  const { restore } = useKeys();
  const [words, setWords] = useState('');
  const opening = useMutation({
    mutationFn: async (): Promise<Result> => {
      const seed = seedOfPhrase(words);
      return seed ? restore(seed) : 'wrongWords';
    },
  });
  return (
    <RestoreForm opening={opening} onSubmit={() => opening.mutate()}>
      <Textarea
        label={t('keys.wordsLabel')}
        autosize
        minRows={4}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        data-testid="restore-words"
      />
    </RestoreForm>
  );
}

interface FormProps {
  opening: { isPending: boolean; data?: Result; error: unknown };
  onSubmit: () => void;
  children: React.ReactNode;
}

function RestoreForm({ opening, onSubmit, children }: FormProps) {
  const { t } = useTranslation();
  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit();
  }
  return (
    <Stack component="form" gap="sm" align="stretch" onSubmit={submit}>
      {children}
      <Button type="submit" loading={opening.isPending} data-testid="restore-open">
        {t('keys.open')}
      </Button>
      {opening.data && opening.data !== 'restored' && <Text role="alert">{t(`keys.${opening.data}`)}</Text>}
      {opening.error ? <Problem error={opening.error} /> : null}
    </Stack>
  );
}
