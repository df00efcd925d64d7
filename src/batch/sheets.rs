//! The tables of a batch on their way to the disk, a part at a time, so that memory does not grow with the batch.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{BatchError, Store};
use crate::recording::{beside, settle};
use crate::report::csv;
use crate::report::parquet::{Sheet as Parquet, SheetError};
use crate::report::table::{Form, Row, Table};

/// Rows that are written at a time, as CSV and as one group of Parquet.
const AT_A_TIME: usize = 65_536;

type File = BufWriter<NamedTempFile>;

/// One table, as CSV and as Parquet.
pub(super) struct Sheet {
    table: Table,
    csv: (PathBuf, File),
    parquet: (PathBuf, Parquet<File>),
}

impl Sheet {
    /// An empty table of this form in a folder of results.
    pub(super) fn new(store: &Store, form: &'static Form) -> Result<Self, BatchError> {
        let open = |end: &str| {
            let path = store.file(&format!("{}.{end}", form.name));
            let file = beside(&path).map_err(BatchError::unwritable(&path))?;
            Ok::<_, BatchError>((path, BufWriter::new(file)))
        };
        let (path, mut file) = open("csv")?;
        file.write_all(csv::heading(form).as_bytes()).map_err(BatchError::unwritable(&path))?;
        let csv = (path, file);
        let (path, file) = open("parquet")?;
        let sheet = Parquet::create(file, form).map_err(unwritable(&path))?;
        Ok(Self { table: Table::new(form), csv, parquet: (path, sheet) })
    }

    /// Adds rows.
    pub(super) fn add(&mut self, rows: impl IntoIterator<Item = Row>) -> Result<(), BatchError> {
        for row in rows {
            self.table.push(row).map_err(|error| BatchError::NotOurs {
                what: "the record of a clip",
                reason: error.to_string(),
                advice: "remove the folder `done` of the results and run the batch again",
                path: self.csv.0.clone(),
            })?;
            if self.table.rows().len() >= AT_A_TIME {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), BatchError> {
        let (path, sheet) = &mut self.parquet;
        sheet.add(&self.table).map_err(unwritable(path))?;
        let (path, file) = &mut self.csv;
        let rows = self.table.take_rows();
        file.write_all(csv::rows(&rows).as_bytes()).map_err(BatchError::unwritable(path))
    }

    /// Brings the files to their place.
    pub(super) fn finish(mut self) -> Result<(), BatchError> {
        self.flush()?;
        let (path, sheet) = self.parquet;
        bring(sheet.finish().map_err(unwritable(&path))?, &path)?;
        let (path, file) = self.csv;
        bring(file, &path)
    }
}

/// Writes what waits, and brings a file to its place.
fn bring(file: File, path: &Path) -> Result<(), BatchError> {
    let written = file.into_inner().map_err(std::io::IntoInnerError::into_error);
    written.and_then(|file| settle(file, path)).map_err(BatchError::unwritable(path))
}

fn unwritable(path: &Path) -> impl FnOnce(SheetError) -> BatchError {
    move |error| BatchError::Unwritable { source: std::io::Error::other(error), path: path.to_path_buf() }
}
