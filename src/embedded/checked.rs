//! Checked files: what the engine reads of segments, each block verified by the segment's seal.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use datafusion::object_store::path::Path as Name;
use datafusion::object_store::{
    Attributes, CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult,
    MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions, PutPayload,
    PutResult, Result,
};
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use super::fault;
use super::folder::Folder;
use super::footer::{Verified, verify};
use super::seal::Seal;
use super::segment::Segment;
use ipta_core::store::StoreError;

/// The store's folder as the engine sees it; it never writes there.
#[derive(Debug)]
pub struct Checked {
    root: PathBuf,
    known: Mutex<HashMap<Name, Verified>>,
}

impl Checked {
    /// The files of the store in that folder.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), known: Mutex::default() }
    }

    /// The store's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Verifies the ends of a table's segments, and remembers the seals that verify the rest.
    pub fn open(&self, folder: &Folder, segments: &[Segment]) -> Result<(), StoreError> {
        let table = folder.description()?;
        for segment in segments {
            let name = Name::from(format!("{}/{}", folder.name(), segment.file_name()));
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let before = known.get(&name).map(|known| known.identity);
            let file = folder.file(*segment);
            if let Some(verified) = verify(&file, table.owner(*segment), before)? {
                known.insert(name, verified);
            }
        }
        Ok(())
    }

    fn seal(&self, name: &Name) -> Option<Arc<Seal>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(name).and_then(|known| known.seal.clone())
    }
}

fn failed(error: StoreError) -> Error {
    Error::Generic { store: "ipta", source: error.into() }
}

impl Checked {
    /// Opens a segment's file.
    fn file(&self, name: &Name) -> Result<(File, PathBuf)> {
        let path = self.root.join(name.as_ref());
        match File::open(&path) {
            Ok(file) => Ok((file, path)),
            Err(error) => Err(failed(fault::io("read", &path, error))),
        }
    }

    /// Reads ranges of a segment. The engine's threads wait for the disk here: threads that only wait
    /// might not be there to be started.
    fn read(&self, name: &Name, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let (file, path) = self.file(name)?;
        let seal = self.seal(name);
        let read = |range: &Range<u64>| {
            let length =
                usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX);
            if let Some(seal) = &seal {
                let (bytes, start) = seal.read_at(&path, &file, range.clone()).map_err(failed)?;
                return Ok(Bytes::from(bytes).slice(start..start.saturating_add(length)));
            }
            let mut bytes = vec![0; length];
            let read = file.read_exact_at(&mut bytes, range.start);
            read.map_err(|error| failed(fault::io("read", &path, error)))?;
            Ok(Bytes::from(bytes))
        };
        ranges.iter().map(read).collect()
    }

    fn meta(&self, name: &Name) -> Result<ObjectMeta> {
        let (file, path) = self.file(name)?;
        let data = file.metadata().and_then(|data| Ok((data.len(), data.modified()?)));
        let (size, modified) = data.map_err(|error| failed(fault::io("read", &path, error)))?;
        let location = name.clone();
        Ok(ObjectMeta {
            location,
            last_modified: modified.into(),
            size,
            e_tag: None,
            version: None,
        })
    }
}

#[async_trait]
impl ObjectStore for Checked {
    async fn get_opts(&self, name: &Name, options: GetOptions) -> Result<GetResult> {
        let meta = self.meta(name)?;
        let range = match &options.range {
            Some(range) => range
                .as_range(meta.size)
                .map_err(|error| Error::Generic { store: "ipta", source: error.into() })?,
            None => 0..meta.size,
        };
        let bytes =
            if options.head { Vec::new() } else { self.read(name, std::slice::from_ref(&range))? };
        let payload = GetResultPayload::Stream(stream::iter(bytes.into_iter().map(Ok)).boxed());
        Ok(GetResult { payload, meta, range, attributes: Attributes::default() })
    }

    async fn get_ranges(&self, name: &Name, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.read(name, ranges)
    }

    fn list(&self, _: Option<&Name>) -> BoxStream<'static, Result<ObjectMeta>> {
        stream::iter([Err(only_reads("list"))]).boxed()
    }

    async fn list_with_delimiter(&self, _: Option<&Name>) -> Result<ListResult> {
        Err(only_reads("list"))
    }

    async fn put_opts(&self, _: &Name, _: PutPayload, _: PutOptions) -> Result<PutResult> {
        Err(only_reads("put"))
    }

    async fn put_multipart_opts(
        &self,
        _: &Name,
        _: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        Err(only_reads("put"))
    }

    fn delete_stream(
        &self,
        _: BoxStream<'static, Result<Name>>,
    ) -> BoxStream<'static, Result<Name>> {
        stream::iter([Err(only_reads("delete"))]).boxed()
    }

    async fn copy_opts(&self, _: &Name, _: &Name, _: CopyOptions) -> Result<()> {
        Err(only_reads("copy"))
    }
}

fn only_reads(operation: &str) -> Error {
    Error::NotImplemented { operation: operation.to_owned(), implementer: "ipta".to_owned() }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ipta's store in {}", self.root.display())
    }
}
