import { Button } from '@mantine/core';
import { IconFileDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Problem } from '../app/Page.tsx';
import { save } from '../app/save.ts';
import { Refused } from '../fhir/client.ts';
import { useSession } from '../session/Session.tsx';

/** Downloads the audit report of one's own record. */
export function ReportButton({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const { config, token } = useSession();
  const download = useMutation({
    mutationFn: async () => {
      const response = await fetch(`${config.fhir}/${patient}/$audit-report`, {
        cache: 'no-store',
        headers: { Accept: 'application/pdf', Authorization: `Bearer ${await token()}` },
      });
      if (!response.ok) {
        throw new Refused(response.status);
      }
      save(await response.blob(), 'audit-report.pdf');
    },
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileDownload size={18} aria-hidden />}
        loading={download.isPending}
        onClick={() => download.mutate()}
        data-testid="report"
      >
        {t('log.report')}
      </Button>
      {download.isError && <Problem error={download.error} />}
    </>
  );
}
