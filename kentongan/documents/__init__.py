"""Official paper: letters, releases, approval sheets, registers and SOPs as PDF, DOCX and XLSX. Pure rendering."""
