//! Tables as Parquet, for data frames: typed columns, holes as holes, and what every column means in the file itself.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::Type;

use super::table::{Cell, Column, Form, Kind, Row, Table};

/// Why a table could not be written as Parquet.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The file could not be written.
    #[error("the table could not be written as Parquet: {0}; check that the folder may be written to and has room")]
    Parquet(#[from] ParquetError),
    /// A table of another form.
    #[error("a table of the form {found} does not belong into the Parquet file of {expected}")]
    Form {
        /// Name of the file's form.
        expected: &'static str,
        /// Name of the table's form.
        found: &'static str,
    },
}

/// A Parquet file that grows by a table at a time, so that no more than one is in memory.
///
/// The same tables in the same order give the same bytes. Words are UTF-8 strings, whole numbers 64-bit integers, numbers doubles; the unit
/// and the meaning of each column stand in the file's metadata as `column.NAME.unit` and `column.NAME.meaning`.
pub struct Sheet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    form: &'static Form,
}

impl<W: Write + Send> Sheet<W> {
    /// A file of a form, without rows.
    pub fn create(file: W, form: &'static Form) -> Result<Self, SheetError> {
        let fields = form.columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
        let schema = Type::group_type_builder(form.name).with_fields(fields).build()?;
        let properties = WriterProperties::builder()
            .set_created_by(concat!("plumbline ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(about(form)))
            .build();
        Ok(Self { writer: SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))?, form })
    }

    /// Adds a table's rows as one row group; a table without rows adds nothing.
    pub fn add(&mut self, table: &Table) -> Result<(), SheetError> {
        if table.form() != self.form {
            return Err(SheetError::Form { expected: self.form.name, found: table.form().name });
        }
        if table.rows().is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (index, column) in self.form.columns.iter().enumerate() {
            if let Some(mut writer) = group.next_column()? {
                write(&mut writer, column, index, table.rows())?;
                writer.close()?;
            }
        }
        group.close()?;
        Ok(())
    }

    /// Writes the end of the file, without which it cannot be read, and gives it back.
    pub fn finish(self) -> Result<W, SheetError> {
        Ok(self.writer.into_inner()?)
    }
}

/// The table as a whole file's bytes.
pub fn render(table: &Table) -> Result<Vec<u8>, SheetError> {
    let mut sheet = Sheet::create(Vec::new(), table.form())?;
    sheet.add(table)?;
    sheet.finish()
}

/// The column in Parquet's words.
fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Whole => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Flag => (Physical::BOOLEAN, None),
    };
    let repetition = if column.nullable { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    Type::primitive_type_builder(column.name, physical).with_logical_type(logical).with_repetition(repetition).build()
}

/// What the table and its columns mean.
fn about(form: &Form) -> Vec<KeyValue> {
    let pair = |key: String, value: &str| KeyValue::new(key, value.to_owned());
    let mut all = vec![pair("table".to_owned(), form.name)];
    for column in form.columns {
        all.extend(column.unit.map(|unit| pair(format!("column.{}.unit", column.name), unit)));
        all.push(pair(format!("column.{}.meaning", column.name), column.meaning));
    }
    all
}

/// Writes one column of the rows: its values that are there, and where they are.
fn write(writer: &mut SerializedColumnWriter<'_>, column: &Column, index: usize, rows: &[Row]) -> Result<(), ParquetError> {
    let cells = || rows.iter().filter_map(|row| row.get(index));
    let there: Vec<i16> = cells().map(|cell| i16::from(*cell != Cell::Empty)).collect();
    let there = column.nullable.then_some(there.as_slice());
    let written = match column.kind {
        Kind::Text => {
            let text =
                |cell: &Cell| if let Cell::Text(text) = cell { Some(ByteArray::from(text.as_bytes().to_vec())) } else { None };
            writer.typed::<ByteArrayType>().write_batch(&cells().filter_map(text).collect::<Vec<_>>(), there, None)
        }
        Kind::Whole => {
            let whole = |cell: &Cell| if let Cell::Whole(number) = cell { Some(*number) } else { None };
            writer.typed::<Int64Type>().write_batch(&cells().filter_map(whole).collect::<Vec<_>>(), there, None)
        }
        Kind::Real => {
            let real = |cell: &Cell| if let Cell::Real(number) = cell { Some(*number) } else { None };
            writer.typed::<DoubleType>().write_batch(&cells().filter_map(real).collect::<Vec<_>>(), there, None)
        }
        Kind::Flag => {
            let flag = |cell: &Cell| if let Cell::Flag(flag) = cell { Some(*flag) } else { None };
            writer.typed::<BoolType>().write_batch(&cells().filter_map(flag).collect::<Vec<_>>(), there, None)
        }
    };
    written.map(|_| ())
}

#[cfg(test)]
mod tests {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;

    use super::*;
    use crate::report::{sample, tables};

    static SETS: Form = Form {
        name: "sets",
        columns: &[
            Column::new("clip", Kind::Text, "The clip."),
            Column::new("load_kg", Kind::Real, "Load on the bar.").in_unit("kg").or_nothing(),
            Column::new("reps", Kind::Whole, "Repetitions.").or_nothing(),
            Column::new("by_hand", Kind::Flag, "Whether corrected."),
        ],
    };

    fn sets() -> Table {
        let mut table = Table::new(&SETS);
        table.push(vec![Cell::text("Zug 五.mp4"), Cell::Real(180.5), Cell::Whole(3), Cell::Flag(true)]).unwrap();
        table.push(vec![Cell::word(""), Cell::Empty, Cell::Empty, Cell::Flag(false)]).unwrap();
        table
    }

    fn open(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    /// Every row of a file, by its columns' names.
    fn read(bytes: &[u8]) -> Vec<Vec<(String, Field)>> {
        open(bytes).get_row_iter(None).unwrap().map(|row| row.unwrap().into_columns()).collect()
    }

    #[test]
    fn what_was_written_comes_back_with_its_type_and_its_holes() {
        let rows = read(&render(&sets()).unwrap());
        let named = |row: usize| rows[row].iter().map(|(name, field)| (name.as_str(), field.clone())).collect::<Vec<_>>();
        assert_eq!(
            named(0),
            [
                ("clip", Field::Str("Zug 五.mp4".to_owned())),
                ("load_kg", Field::Double(180.5)),
                ("reps", Field::Long(3)),
                ("by_hand", Field::Bool(true))
            ]
        );
        assert_eq!(
            named(1),
            [
                ("clip", Field::Str(String::new())),
                ("load_kg", Field::Null),
                ("reps", Field::Null),
                ("by_hand", Field::Bool(false))
            ]
        );
    }

    #[test]
    fn the_file_says_what_its_columns_mean_and_which_may_be_empty() {
        let file = open(&render(&sets()).unwrap());
        let of_file = file.metadata().file_metadata();
        let told = of_file.key_value_metadata().unwrap();
        let told = |key: &str| told.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
        assert_eq!(told("table"), Some("sets".to_owned()));
        assert_eq!((told("column.load_kg.unit"), told("column.reps.unit")), (Some("kg".to_owned()), None));
        assert_eq!(told("column.load_kg.meaning"), Some("Load on the bar.".to_owned()));
        let columns = of_file.schema_descr();
        let optional: Vec<i16> = columns.columns().iter().map(|column| column.max_def_level()).collect();
        assert_eq!(optional, [0, 1, 1, 0]);
        assert_eq!(columns.column(0).logical_type_ref(), Some(&LogicalType::String));
        assert_eq!(of_file.created_by(), Some(concat!("plumbline ", env!("CARGO_PKG_VERSION"))));
    }

    #[test]
    fn a_file_grows_by_row_groups_and_is_the_same_each_time() {
        let grown = || {
            let mut sheet = Sheet::create(Vec::new(), &SETS).unwrap();
            for _ in 0..3 {
                sheet.add(&sets()).unwrap();
            }
            sheet.add(&Table::new(&SETS)).unwrap();
            sheet.finish().unwrap()
        };
        assert_eq!(grown(), grown());
        assert_eq!(open(&grown()).num_row_groups(), 3);
        assert_eq!(read(&grown()).len(), 6);
        assert!(read(&render(&Table::new(&SETS)).unwrap()).is_empty());
    }

    #[test]
    fn a_table_of_another_form_is_refused() {
        let mut sheet = Sheet::create(Vec::new(), &tables::FINDINGS).unwrap();
        let error = sheet.add(&sets()).unwrap_err().to_string();
        assert!(error.contains("sets") && error.contains("findings"), "{error}");
    }

    #[test]
    fn an_analysis_comes_back_row_by_row() {
        let analysis = sample::rich();
        for (form, rows) in
            [(&tables::REPETITIONS, tables::repetitions(&analysis)), (&tables::FINDINGS, tables::findings(&analysis))]
        {
            let table = tables::table(form, rows);
            let back = read(&render(&table).unwrap());
            assert_eq!(back.len(), table.rows().len());
            for (back, row) in back.iter().zip(table.rows()) {
                for ((_, field), cell) in back.iter().zip(row) {
                    let same = match (field, cell) {
                        (Field::Null, Cell::Empty) => true,
                        (Field::Str(text), Cell::Text(cell)) => text == cell,
                        (Field::Long(number), Cell::Whole(cell)) => number == cell,
                        (Field::Double(number), Cell::Real(cell)) => number.to_bits() == cell.to_bits(),
                        (Field::Bool(flag), Cell::Flag(cell)) => flag == cell,
                        _ => false,
                    };
                    assert!(same, "{field:?} for {cell:?}");
                }
            }
        }
    }
}
