package main

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"hash/crc64"
	"math/rand"
	"os"
	"strings"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

const (
	bigSize  = 12 << 20
	partSize = 5 << 20
)

var uploadFlows = []flow{
	{"12 MB are uploaded in parts and downloaded again", func(s *session) {
		// Of a fixed seed: the same bytes in every run.
		content := make([]byte, bigSize)
		rand.New(rand.NewSource(1)).Read(content)
		must(os.WriteFile(s.file("big.bin"), content, 0600))
		events := &progress{}
		must(s.bucket.UploadFile("big.bin", s.file("big.bin"), partSize, oss.Routines(3), oss.Progress(events)))
		expect("progress", events.consumed, int64(bigSize))
		header, err := s.bucket.GetObjectDetailedMeta("big.bin")
		must(err)
		sum := crc64.Checksum(content, crc64.MakeTable(crc64.ECMA))
		expect("header", []string{
			header.Get("Etag"), header.Get("X-Oss-Object-Type"), header.Get("X-Oss-Hash-Crc64ecma"), header.Get("Content-Length"),
		}, []string{etagOfParts(content), "Multipart", fmt.Sprint(sum), fmt.Sprint(bigSize)})
		must(s.bucket.GetObjectToFile("big.bin", s.file("whole.bin")))
		expectBytes("whole", readFile(s.file("whole.bin")), content)
		must(s.bucket.DownloadFile("big.bin", s.file("parts.bin"), partSize, oss.Routines(3)))
		expectBytes("in parts", readFile(s.file("parts.bin")), content)
	}},

	{"a large object is copied in parts, and uploaded with a checkpoint", func(s *session) {
		must(s.bucket.CopyFile("go-sdk", "big.bin", "copied/big.bin", partSize, oss.Routines(2)))
		content := readFile(s.file("big.bin"))
		expectBytes("copy", readAll(s.bucket.GetObject("copied/big.bin")), content)
		must(s.bucket.UploadFile("again.bin", s.file("big.bin"), partSize, oss.Checkpoint(true, s.file("upload.cp"))))
		expectBytes("again", readAll(s.bucket.GetObject("again.bin")), content)
	}},

	{"an upload and its parts are listed, and it is aborted", func(s *session) {
		upload, err := s.bucket.InitiateMultipartUpload("parts/a&b中.bin")
		must(err)
		expect("upload", []string{upload.Bucket, upload.Key}, []string{bucketName, "parts/a&b中.bin"})
		other, err := s.bucket.InitiateMultipartUpload("parts/c&d.bin")
		must(err)
		part := bytes.Repeat([]byte("p"), 100<<10)
		sent, err := s.bucket.UploadPart(other, bytes.NewReader(part), int64(len(part)), 2)
		must(err)
		expect("ETag", sent.ETag, fmt.Sprintf("\"%X\"", md5.Sum(part)))
		parts, err := s.bucket.ListUploadedParts(other)
		must(err)
		expect("parts", []interface{}{len(parts.UploadedParts), parts.UploadedParts[0].PartNumber, parts.UploadedParts[0].Size,
			parts.UploadedParts[0].ETag, parts.IsTruncated}, []interface{}{1, 2, len(part), sent.ETag, false})
		found, err := s.bucket.ListMultipartUploads(oss.Prefix("parts/"))
		must(err)
		expect("uploads", []string{found.Uploads[0].Key, found.Uploads[0].UploadID, found.Uploads[1].Key},
			[]string{upload.Key, upload.UploadID, other.Key})
		expectRecent("begin", found.Uploads[0].Initiated)
		for _, each := range []oss.InitiateMultipartUploadResult{upload, other} {
			must(s.bucket.AbortMultipartUpload(each))
			expectRefused("again", s.bucket.AbortMultipartUpload(each), 404, "NoSuchUpload")
		}
	}},

	{"a wrong completion is refused", func(s *session) {
		upload, err := s.bucket.InitiateMultipartUpload("parts/wrong.bin")
		must(err)
		small := strings.NewReader("small")
		first, err := s.bucket.UploadPart(upload, small, 5, 1)
		must(err)
		second, err := s.bucket.UploadPart(upload, strings.NewReader("last"), 4, 2)
		must(err)
		_, err = s.bucket.CompleteMultipartUpload(upload, []oss.UploadPart{first, second})
		expectRefused("a small part", err, 400, "EntityTooSmall")
		_, err = s.bucket.CompleteMultipartUpload(upload, []oss.UploadPart{{PartNumber: 1, ETag: second.ETag}})
		expectRefused("another ETag", err, 400, "InvalidPart")
		_, err = s.bucket.CompleteMultipartUpload(upload, []oss.UploadPart{second})
		must(err)
		expect("content", string(readAll(s.bucket.GetObject("parts/wrong.bin"))), "last")
	}},
}

// Remembers how far a transfer came.
type progress struct{ consumed int64 }

func (p *progress) ProgressChanged(event *oss.ProgressEvent) {
	p.consumed = event.ConsumedBytes
}

// What an object's ETag is after an upload in parts.
func etagOfParts(content []byte) string {
	sums, count := []byte{}, 0
	for start := 0; start < len(content); start += partSize {
		end := start + partSize
		if end > len(content) {
			end = len(content)
		}
		sum := md5.Sum(content[start:end])
		sums = append(sums, sum[:]...)
		count++
	}
	return fmt.Sprintf("\"%X-%d\"", md5.Sum(sums), count)
}
