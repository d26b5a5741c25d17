import { Alert, FileInput, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconFileCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProofResult } from './ProofResult.tsx';
import type { Policy } from './policy.ts';
import { judge, type Receipt, receiptsIn } from './receipt.ts';

const LARGEST = 64 * 1024 * 1024;

/** A receipt or an audit report from somewhere, checked on this device; nothing is sent. */
export function VerifyFile({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const [receipts, setReceipts] = useState<Receipt[]>([]);
  const [wrong, setWrong] = useState(false);

  async function read(file: File | null) {
    setReceipts([]);
    setWrong(false);
    if (!file) {
      return;
    }
    try {
      if (file.size > LARGEST) {
        throw new RangeError('the file is too large');
      }
      setReceipts(receiptsIn(new Uint8Array(await file.arrayBuffer())));
    } catch {
      setWrong(true);
    }
  }

  const proved = receipts.filter((receipt) => judge(receipt, policy).proved).length;
  return (
    <Stack>
      <Text>{t('explorer.verifyText')}</Text>
      <FileInput
        label={t('explorer.file')}
        placeholder={t('explorer.choose')}
        clearable
        clearButtonProps={{ 'aria-label': t('explorer.clear') }}
        leftSection={<IconFileCheck size={18} aria-hidden />}
        onChange={read}
        data-testid="file"
      />
      {wrong && (
        <Alert
          color="danger"
          icon={<IconAlertTriangle aria-hidden />}
          role="alert"
          title={t('explorer.notProved')}
        >
          <Text c="#0f172a">{t('explorer.noReceipt')}</Text>
        </Alert>
      )}
      {receipts.length > 1 && (
        <Text role="status">{t('explorer.provedOf', { proved, count: receipts.length })}</Text>
      )}
      {receipts.map((receipt) => (
        <ProofResult key={receipt.index} receipt={receipt} policy={policy} />
      ))}
    </Stack>
  );
}
