package main

import (
	"encoding/xml"
	"net/url"
	"sort"
	"strings"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

// The second kind of listing, which this SDK has no type for.
type listV2 struct {
	XMLName               xml.Name `xml:"ListBucketResult"`
	KeyCount              int
	IsTruncated           bool
	NextContinuationToken string
	Objects               []struct{ Key, ETag, Type string } `xml:"Contents"`
	Prefixes              []string                           `xml:"CommonPrefixes>Prefix"`
}

var listFlows = []flow{
	{"a listing knows every key as it was put", func(s *session) {
		// The SDK asks for keys in URL form and reads a plus as a space.
		found, err := s.bucket.ListObjects(oss.Prefix("list/"))
		must(err)
		wanted := append([]string{}, unusualKeys...)
		sort.Strings(wanted)
		expect("keys", keysOf(found.Objects), wanted)
		for _, object := range found.Objects {
			expect(object.Key, []interface{}{object.Type, object.StorageClass, object.Size},
				[]interface{}{"Normal", "Standard", int64(len(object.Key))})
			expectRecent(object.Key, object.LastModified)
			header, err := s.bucket.GetObjectDetailedMeta(object.Key)
			must(err)
			expect("ETag of "+object.Key, object.ETag, header.Get("Etag"))
			if object.Owner.ID == "" {
				panic("no owner")
			}
		}
		// Stored by its name in a process, since the SDK cannot put it.
		spaced, err := s.bucket.ListObjects(oss.Prefix("saved/中 "))
		must(err)
		expect("a key with a space", keysOf(spaced.Objects), []string{"saved/中 文.jpg"})
	}},

	{"a listing by prefix and delimiter", func(s *session) {
		for _, key := range []string{"tree/a.txt", "tree/sub&1/a.txt", "tree/sub&1/b.txt", "tree/中/c.txt", "tree/z.txt"} {
			must(s.bucket.PutObject(key, strings.NewReader(key)))
		}
		found, err := s.bucket.ListObjects(oss.Prefix("tree/"), oss.Delimiter("/"))
		must(err)
		expect("keys", keysOf(found.Objects), []string{"tree/a.txt", "tree/z.txt"})
		expect("prefixes", found.CommonPrefixes, []string{"tree/sub&1/", "tree/中/"})
		expect("asked", []interface{}{found.Prefix, found.Delimiter, found.IsTruncated, found.MaxKeys},
			[]interface{}{"tree/", "/", false, 100})
	}},

	{"a listing page by page", func(s *session) {
		seen, marker, pages := []string{}, "", 0
		for {
			page, err := s.bucket.ListObjects(oss.Prefix("tree/"), oss.Delimiter("/"), oss.MaxKeys(1), oss.Marker(marker))
			must(err)
			seen = append(append(seen, keysOf(page.Objects)...), page.CommonPrefixes...)
			pages++
			if !page.IsTruncated || pages > 9 {
				break
			}
			marker = page.NextMarker
		}
		expect("seen", seen, []string{"tree/a.txt", "tree/sub&1/", "tree/z.txt", "tree/中/"})
		expect("pages", pages, 4)
		_, err := s.bucket.ListObjects(oss.MaxKeys(1001))
		expectRefused("too many", err, 400, "InvalidArgument")
	}},

	{"the second kind of listing, page by page", func(s *session) {
		query := "list-type=2&prefix=tree%2F&delimiter=%2F&max-keys=3&encoding-type=url"
		first := s.listV2(query, "")
		expect("first", []interface{}{first.KeyCount, first.IsTruncated}, []interface{}{3, true})
		token := first.NextContinuationToken
		second := s.listV2(query+"&continuation-token="+url.QueryEscape(token), "continuation-token="+token)
		expect("second", []interface{}{second.KeyCount, second.IsTruncated}, []interface{}{1, false})
		expect("keys", []string{first.Objects[0].Key, first.Objects[1].Key}, []string{"tree%2Fa.txt", "tree%2Fz.txt"})
		expect("prefixes", append(first.Prefixes, second.Prefixes...), []string{"tree%2Fsub%261%2F", "tree%2F%E4%B8%AD%2F"})
		after := s.listV2("list-type=2&prefix=tree%2F&start-after=tree%2Fsub%26", "")
		expect("after", []interface{}{after.KeyCount, after.Objects[0].Key}, []interface{}{4, "tree/sub&1/a.txt"})
	}},
}

func (s *session) listV2(query, signed string) listV2 {
	response, err := s.call("GET", "", query, signed, nil)
	must(err)
	var found listV2
	must(xml.Unmarshal(readAll(response.Body, nil), &found))
	return found
}

func keysOf(objects []oss.ObjectProperties) []string {
	keys := []string{}
	for _, object := range objects {
		keys = append(keys, object.Key)
	}
	return keys
}
