package main

import (
	"bytes"
	"fmt"
	"hash/crc64"
	"net/http"
	"strings"
	"time"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

// Keys that a URL has to write in another way.
var unusualKeys = []string{"list/a&b.txt", "list/a+b.txt", "list/a//b.txt", "list/100%.txt", "list/中文.txt"}

var objectFlows = []flow{
	{"what is put is got, by its CRC and MD5", func(s *session) {
		must(s.bucket.PutObjectFromFile("example.jpg", s.picturePath))
		expectBytes("got", readAll(s.bucket.GetObject("example.jpg")), s.picture)
		must(s.bucket.GetObjectToFile("example.jpg", s.file("whole.jpg")))
		expectBytes("in a file", readFile(s.file("whole.jpg")), s.picture)

		request := &oss.PutObjectRequest{ObjectKey: "checked.bin", Reader: bytes.NewReader(s.picture)}
		response, err := s.bucket.DoPutObject(request, nil)
		must(err)
		response.Body.Close()
		sum := crc64.Checksum(s.picture, crc64.MakeTable(crc64.ECMA))
		expect("CRC", []uint64{response.ClientCRC, response.ServerCRC}, []uint64{sum, sum})

		careful, err := oss.New(s.endpoint, s.id, s.secret, oss.EnableMD5(true))
		must(err)
		bucket, err := careful.Bucket(bucketName)
		must(err)
		must(bucket.PutObject("checked.bin", bytes.NewReader(s.picture)))
		err = bucket.PutObject("checked.bin", strings.NewReader("a"), oss.ContentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="))
		expectRefused("a wrong MD5", err, 400, "InvalidDigest")
	}},

	{"keys with plus, ampersand, percent, slashes and Chinese", func(s *session) {
		for _, key := range unusualKeys {
			must(s.bucket.PutObject(key, strings.NewReader(key)))
			expect(key, string(readAll(s.bucket.GetObject(key))), key)
		}
	}},

	// Up to 1.5 the SDK wrote a space in a path as a plus and signed a space: OSS took the plus for a plus.
	{"a key with a space, which this SDK writes as a plus, is refused", func(s *session) {
		err := s.bucket.PutObject("a b.txt", strings.NewReader("a"))
		expectRefused("put", err, 403, "SignatureDoesNotMatch")
	}},

	{"headers and metadata come back", func(s *session) {
		expires := time.Date(2049, 1, 10, 23, 0, 0, 0, time.UTC)
		must(s.bucket.PutObject("told.txt", strings.NewReader("told"), oss.ContentType("text/x-told"),
			oss.CacheControl("max-age=60"), oss.ContentDisposition("inline"), oss.Expires(expires),
			oss.Meta("Colour", "blue"), oss.ObjectACL(oss.ACLPublicRead)))
		header, err := s.bucket.GetObjectDetailedMeta("told.txt")
		must(err)
		for name, value := range map[string]string{
			"Content-Type": "text/x-told", "Cache-Control": "max-age=60", "Content-Disposition": "inline",
			"Expires": expires.Format(http.TimeFormat), oss.HTTPHeaderOssMetaPrefix + "Colour": "blue",
			"Content-Length": "4", "X-Oss-Object-Type": "Normal",
		} {
			expect(name, header.Get(name), value)
		}
		small, err := s.bucket.GetObjectMeta("told.txt")
		must(err)
		expect("ETag", small.Get("Etag"), header.Get("Etag"))
	}},

	{"existence, and errors of a HEAD", func(s *session) {
		for key, there := range map[string]bool{"example.jpg": true, "missing.jpg": false} {
			exists, err := s.bucket.IsObjectExist(key)
			must(err)
			expect("existence of "+key, exists, there)
		}
		_, err := s.bucket.GetObjectDetailedMeta("missing.jpg")
		if err == nil || !strings.Contains(err.Error(), "404") {
			panic(fmt.Sprintf("HEAD of a missing object: %v", err))
		}
		_, err = s.bucket.GetObject("missing.jpg")
		expectRefused("GET", err, 404, "NoSuchKey")
	}},

	{"ranges", func(s *session) {
		size := int64(len(s.picture))
		expectBytes("0-99", readAll(s.bucket.GetObject("example.jpg", oss.Range(0, 99))), s.picture[:100])
		expectBytes("100-", readAll(s.bucket.GetObject("example.jpg", oss.NormalizedRange("100-"))), s.picture[100:])
		expectBytes("-100", readAll(s.bucket.GetObject("example.jpg", oss.NormalizedRange("-100"))), s.picture[size-100:])
		expectBytes("beyond the end", readAll(s.bucket.GetObject("example.jpg", oss.Range(size, size+9))), s.picture)
	}},

	{"conditions", func(s *session) {
		header, err := s.bucket.GetObjectDetailedMeta("example.jpg")
		must(err)
		etag, modified := header.Get("Etag"), header.Get("Last-Modified")
		when, err := time.Parse(http.TimeFormat, modified)
		must(err)
		for name, option := range map[string]oss.Option{
			"If-None-Match": oss.IfNoneMatch(etag), "If-Modified-Since": oss.IfModifiedSince(when),
		} {
			_, err = s.bucket.GetObject("example.jpg", option)
			if err == nil || !strings.Contains(err.Error(), "304") {
				panic(fmt.Sprintf("%s: %v", name, err))
			}
		}
		readAll(s.bucket.GetObject("example.jpg", oss.IfMatch(etag), oss.IfUnmodifiedSince(when)))
		_, err = s.bucket.GetObject("example.jpg", oss.IfMatch(`"0"`))
		expectRefused("If-Match", err, 412, "PreconditionFailed")
	}},

	{"objects are copied", func(s *session) {
		copied, err := s.bucket.CopyObject("list/中文.txt", "copied/a&b.txt")
		must(err)
		expectRecent("copy", copied.LastModified)
		expect("copy", string(readAll(s.bucket.GetObject("copied/a&b.txt"))), "list/中文.txt")
		_, err = s.bucket.CopyObjectTo("go-other", "from-go.jpg", "example.jpg", oss.ObjectACL(oss.ACLPrivate))
		must(err)
		_, err = s.bucket.CopyObjectFrom("go-other", "from-go.jpg", "copied/back.jpg")
		must(err)
		expectBytes("there and back", readAll(s.bucket.GetObject("copied/back.jpg")), s.picture)
		_, err = s.bucket.CopyObject("missing.jpg", "copied/none.jpg")
		expectRefused("no source", err, 404, "NoSuchKey")
		_, err = s.bucket.CopyObject("example.jpg", "copied/none.jpg", oss.CopySourceIfMatch(`"0"`))
		expectRefused("another ETag", err, 412, "PreconditionFailed")
	}},

	{"metadata are replaced by a copy onto itself", func(s *session) {
		must(s.bucket.SetObjectMeta("told.txt", oss.Meta("Colour", "red"), oss.ContentType("text/plain")))
		header, err := s.bucket.GetObjectDetailedMeta("told.txt")
		must(err)
		expect("metadata", []string{header.Get(oss.HTTPHeaderOssMetaPrefix + "Colour"), header.Get("Content-Type")},
			[]string{"red", "text/plain"})
		expect("content", string(readAll(s.bucket.GetObject("told.txt"))), "told")
	}},

	{"appends follow each other, and no other order", func(s *session) {
		next, err := s.bucket.AppendObject("appended.txt", strings.NewReader("one,"), 0, oss.InitCRC(0))
		must(err)
		expect("next", next, int64(4))
		sum := crc64.Checksum([]byte("one,"), crc64.MakeTable(crc64.ECMA))
		next, err = s.bucket.AppendObject("appended.txt", strings.NewReader("two"), next, oss.InitCRC(sum))
		must(err)
		expect("next", next, int64(7))
		expect("content", string(readAll(s.bucket.GetObject("appended.txt"))), "one,two")
		request := &oss.AppendObjectRequest{ObjectKey: "appended.txt", Reader: strings.NewReader("x"), Position: 4}
		_, err = s.bucket.DoAppendObject(request, nil)
		expectRefused("a wrong position", err, 409, "PositionNotEqualToLength")
		request = &oss.AppendObjectRequest{ObjectKey: "told.txt", Reader: strings.NewReader("x"), Position: 4}
		_, err = s.bucket.DoAppendObject(request, nil)
		expectRefused("an object that was put", err, 409, "ObjectNotAppendable")
		header, err := s.bucket.GetObjectDetailedMeta("appended.txt")
		must(err)
		expect("header", []string{header.Get("X-Oss-Object-Type"), header.Get("X-Oss-Next-Append-Position")},
			[]string{"Appendable", "7"})
	}},

	{"objects are deleted, alone and together", func(s *session) {
		for count := 0; count < 2; count++ {
			must(s.bucket.DeleteObject("checked.bin"))
		}
		_, err := s.bucket.GetObject("checked.bin")
		expectRefused("after deletion", err, 404, "NoSuchKey")
		keys := []string{"gone/a&b+c<d>.txt", "gone/中 文.txt"}
		must(s.bucket.PutObject(keys[0], strings.NewReader("a")))
		told, err := s.bucket.DeleteObjects(keys)
		must(err)
		expect("told", told.DeletedObjects, keys)
		must(s.bucket.PutObject(keys[0], strings.NewReader("a")))
		told, err = s.bucket.DeleteObjects(keys, oss.DeleteObjectsQuiet(true))
		must(err)
		expect("quiet", len(told.DeletedObjects), 0)
		exists, err := s.bucket.IsObjectExist(keys[0])
		must(err)
		expect("existence", exists, false)
	}},
}
