//! An export: an answer's rows, all of them, written to a file in a format.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;
use zstd::stream::write::Encoder as ZstdEncoder;

use super::{Failure, Session, say};
use crate::ask::{Asked, NO_LIMIT, Question};
use crate::cli::ExportArgs;
use crate::field::FIELDS;
use crate::output::{self, Format, Style};
use crate::query::{self, Params};

/// Endings of file names and the formats they stand for.
const ENDINGS: [(&str, Format); 8] = [
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("tab", Format::Tsv),
    ("json", Format::Json),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("txt", Format::Table),
    ("text", Format::Table),
];

/// Columns of a table in a file.
const WIDTH: usize = 200;

impl Session {
    /// Writes the rows of a query, or every packet, to a file. A file that is there already is
    /// replaced after a question, and only once the new one is whole.
    pub(super) fn export(
        &self,
        arguments: &ExportArgs,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let text =
            if arguments.query.is_empty() { every_packet() } else { arguments.query.join(" ") };
        if arguments.file.as_os_str() == "-" {
            let format = self.config.settings.output.format.unwrap_or(Format::Csv);
            return self.export_rows(&text, format, out).map(drop);
        }
        let path = arguments.file.as_path();
        let packing = Packing::of(path);
        let format = self.export_format(&packing.unpacked(path))?;
        if path.exists() {
            self.confirm(&format!("replace the file {}", path.display()))?;
        }
        let written = |error| Failure::Said(format!("cannot write {}: {error}", path.display()));
        let mut file = Unfinished::beside(path).map_err(written)?;
        let rows = file.fill(packing, |out| self.export_rows(&text, format, out))?;
        file.finish(path).map_err(written)?;
        let name = if rows == 1 { "row" } else { "rows" };
        say(&format!("{rows} {name} written to {} as {}", path.display(), format.name()));
        Ok(())
    }

    fn export_format(&self, unpacked: &Path) -> Result<Format, Failure> {
        let ending = unpacked.extension().and_then(OsStr::to_str).unwrap_or_default();
        let ending = ending.to_ascii_lowercase();
        let known = ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format);
        self.config.settings.output.format.or(known).ok_or_else(|| {
            Failure::Said(format!(
                "the name {} tells no format: end it with .csv, .tsv, .json, .md or .txt (and .gz or \
                 .zst to pack it), or say --format",
                unpacked.display()
            ))
        })
    }

    /// Writes the rows of a query; how many there were.
    fn export_rows(
        &self,
        text: &str,
        format: Format,
        out: &mut dyn Write,
    ) -> Result<usize, Failure> {
        let settings = &self.config.settings;
        let says_limit = query::parse(text, &Params::new()).map(|query| query.limit.is_some());
        let limit = match (settings.reports.limit, says_limit) {
            (None, Ok(false)) => Some(NO_LIMIT),
            (limit, _) => limit,
        };
        let question = Question {
            text,
            params: Params::new(),
            restrict: self.restrict(),
            limit,
            access: self.config.access,
        };
        let failure = |error| self.explain_failure(text, error);
        let store = self.store()?;
        let asked = Asked {
            store: store.as_ref(),
            table: &settings.store.table,
            zone: settings.time.zone.as_ref(),
            now: settings.time.now,
            cancel: &self.cancel,
        };
        let ready = asked.prepare(&question).map_err(failure)?;
        let style = Style::file(WIDTH);
        let told = {
            let mut sink = output::sink(format, &style, out);
            let (told, note) =
                self.with_names(sink.as_mut(), &self.cancel, |named| asked.run(&ready, named));
            note.iter().for_each(|note| say(note));
            told.map_err(failure)?
        };
        out.flush()?;
        Ok(told.footer.rows)
    }
}

/// The query for every packet, oldest first.
fn every_packet() -> String {
    let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    format!("list {} order by time", names.join(", "))
}

/// How a file is packed, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    fn of(path: &Path) -> Self {
        match path.extension().and_then(OsStr::to_str) {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstd,
            _ => Self::None,
        }
    }

    /// The name without the ending that tells the packing.
    fn unpacked(self, path: &Path) -> PathBuf {
        match self {
            Self::None => path.to_owned(),
            Self::Gzip | Self::Zstd => path.with_extension(""),
        }
    }
}

/// A file that nobody sees before it is whole; it goes away if it never is.
struct Unfinished(NamedTempFile);

impl Unfinished {
    fn beside(path: &Path) -> io::Result<Self> {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        Ok(Self(tempfile::Builder::new().prefix(".ipta-export.").tempfile_in(folder)?))
    }

    /// Writes into it through a packer.
    fn fill<T>(
        &mut self,
        packing: Packing,
        write: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut out = BufWriter::new(self.0.as_file_mut());
        let written = match packing {
            Packing::None => write(&mut out)?,
            Packing::Gzip => {
                let mut packer = GzEncoder::new(&mut out, Compression::default());
                let written = write(&mut packer)?;
                packer.finish()?;
                written
            }
            Packing::Zstd => {
                let mut packer = ZstdEncoder::new(&mut out, 0)?;
                let written = write(&mut packer)?;
                packer.finish()?;
                written
            }
        };
        out.flush()?;
        Ok(written)
    }

    /// Gives it its name, with the mode that a new file of the user's has.
    fn finish(self, path: &Path) -> io::Result<()> {
        self.0.as_file().sync_all()?;
        let mode = File::open(path).and_then(|old| old.metadata()).map(|old| old.permissions());
        match mode {
            Ok(mode) => self.0.as_file().set_permissions(mode)?,
            Err(_) => {
                // Made and left at once, it shows what the system lets a new file be.
                let new = File::create_new(path)?;
                self.0.as_file().set_permissions(new.metadata()?.permissions())?;
            }
        }
        self.0.persist(path)?;
        Ok(())
    }
}
