import { Button, Code, FileInput, Paper, Stack, Text, Title } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyDrawer } from '../keys/deviceKeys.ts';
import { keepReaderKey, parseReaderKey, removeReaderKey } from './readerKey.ts';

const LARGEST = 4096;

interface ReaderKeyProps {
  drawer: KeyDrawer;
  owner: string;
  publicKey?: string;
}

/** The hospital's key on this device: taken from its file, or taken away again. */
export function ReaderKeyCard({ drawer, owner, publicKey }: ReaderKeyProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [wrong, setWrong] = useState(false);
  const changed = () => queries.invalidateQueries({ queryKey: ['reader-key', owner] });

  async function take(file: File | null) {
    if (!file) {
      return;
    }
    try {
      if (file.size > LARGEST) {
        throw new RangeError('the file is too large');
      }
      await keepReaderKey(drawer, owner, parseReaderKey(await file.text()), new Date());
      setWrong(false);
      await changed();
    } catch {
      setWrong(true);
    }
  }

  async function remove() {
    await removeReaderKey(drawer, owner);
    await changed();
  }

  return (
    <Paper withBorder p="lg" data-testid={publicKey ? 'reader-key-here' : 'reader-key-missing'}>
      <Stack gap="xs" align="flex-start">
        <Title order={2} size="h5">
          {t(publicKey ? 'documents.keyHere' : 'documents.keyMissing')}
        </Title>
        <Text>{t(publicKey ? 'documents.keyHereText' : 'documents.keyMissingText')}</Text>
        {publicKey ? (
          <>
            <Code className="fingerprint" c="#0f172a">
              {publicKey}
            </Code>
            <Button variant="default" onClick={remove} data-testid="reader-key-remove">
              {t('documents.keyRemove')}
            </Button>
          </>
        ) : (
          <FileInput
            label={t('documents.keyFile')}
            placeholder={t('documents.keyChoose')}
            leftSection={<IconKey size={18} aria-hidden />}
            onChange={take}
            error={wrong ? t('documents.keyWrong') : undefined}
            styles={{ error: { color: '#991b1b' } }}
            data-testid="reader-key-file"
          />
        )}
      </Stack>
    </Paper>
  );
}
